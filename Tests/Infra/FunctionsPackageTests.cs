using System.Text.Json.Nodes;
using Amazon.CDK;

namespace Chat.Infra.Tests;

[Collection(SynthesizedChatTests.Name)]
public sealed class FunctionsPackageTests(SynthesizedChat chat) : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("chat-infra-");

    [Fact]
    public void Find_WithoutContext_SaysWhichKeyIsMissing()
    {
        Assert.Null(FunctionsPackage.Find(AppWith([]), out var problem));
        Assert.Contains("-c functionsPackage=FOLDER", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_FolderThatDoesNotExist_SaysWhichAndWhatToDo()
    {
        var missing = Path.Combine(_scratch.FullName, "nothing-here");

        Assert.Null(FunctionsPackage.Find(AppWith(new() { ["functionsPackage"] = missing }), out var problem));
        Assert.Contains($"'{missing}' doesn't exist", problem, StringComparison.Ordinal);
        Assert.Contains("dotnet publish", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_RelativePath_StartsAtTheRepositorysRoot() =>
        Assert.NotNull(FunctionsPackage.Find(AppWith(new() { ["functionsPackage"] = "Infra" }), out _));

    [Fact]
    public void Assembly_WithoutStaging_PointsAtThePackage()
    {
        var assets = JsonNode.Parse(File.ReadAllText(Path.Combine(chat.AssemblyFolder, "Chat.assets.json")))!;
        var package = assets["files"]!.AsObject().Select(f => f.Value!["source"]!).Single(s => (string?)s["packaging"] == "zip");

        Assert.Equal(Path.GetFullPath(chat.PackageFolder), Path.GetFullPath((string)package["path"]!));
        Assert.Empty(Directory.GetDirectories(chat.AssemblyFolder));
    }

    [Fact]
    public void Assembly_ForADeployment_HoldsACopyWithoutDebugSymbols()
    {
        var package = _scratch.CreateSubdirectory("package").FullName;
        File.WriteAllText(Path.Combine(package, "bootstrap"), "the program");
        File.WriteAllText(Path.Combine(package, "bootstrap.dbg"), "its symbols");
        File.WriteAllText(Path.Combine(package, "Chat.Functions.pdb"), "its symbols");
        var app = AppWith(new() { ["functionsPackage"] = package });

        _ = new ChatStack(app, "Chat", FunctionsPackage.Find(app, out _)!, new ChatSettings());
        app.Synth();

        var staged = Assert.Single(Directory.GetDirectories(app.Outdir));
        Assert.Equal(["bootstrap"], Directory.GetFiles(staged).Select(Path.GetFileName));
    }

    public void Dispose() => _scratch.Delete(recursive: true);

    private App AppWith(Dictionary<string, object> context) =>
        new(new AppProps { Outdir = Path.Combine(_scratch.FullName, "cdk.out"), Context = context });
}
