using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Tests.Template;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Code that is the folder of a .NET project.</summary>
public sealed class DotNetProjectTests : IDisposable
{
    private const string Handler = "Hello::Hello.Functions::Handle";

    private readonly TemporaryFolder _folder = new();

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dotnet8", Handler, "Hello.csproj", true)]
    [InlineData("dotnet8", Handler, "Other.csproj", true)]
    [InlineData("dotnet8", "Hello", "Hello.fsproj", true)]
    [InlineData("provided.al2023", "bootstrap", "Hello.csproj", true)]
    [InlineData("nodejs22.x", "index.handler", "Hello.csproj", false)]
    [InlineData("dotnet8", Handler, "readme.md", false)]
    public void Folder_WithAProject_IsOne(string runtime, string handler, string file, bool expected)
    {
        _folder.Write(file, "");

        Assert.Equal(expected, Of(runtime, handler) is not null);
    }

    [Theory]
    [InlineData("dotnet8", "Hello.dll")]
    [InlineData("provided.al2023", "bootstrap")]
    public void Folder_WithWhatRuns_IsNone(string runtime, string file)
    {
        _folder.Write("Hello.csproj", "");
        _folder.Write(file, "");

        Assert.Null(Of(runtime, Handler));
    }

    [Fact]
    public void Build_ThatIsNewerThanTheSources_IsTaken()
    {
        _folder.Write("Hello.csproj", "");
        foreach (var folder in new[] { "bin/Debug/net8.0", "bin/Release/net8.0/publish" })
        {
            foreach (var file in new[] { "Hello.dll", "Hello.deps.json", "Hello.runtimeconfig.json" })
            {
                _folder.Write($"{folder}/{file}", "");
            }
        }

        var newest = Path.Combine(_folder.Path, "bin/Release/net8.0/publish");
        File.SetLastWriteTimeUtc(Path.Combine(newest, "Hello.dll"), Now.AddMinutes(1));
        Assert.Equal(newest, Of()!.FindBuilt("Hello"));

        File.SetLastWriteTimeUtc(_folder.Write("src/Functions.cs", ""), Now.AddMinutes(2));
        Assert.Null(Of()!.FindBuilt("Hello"));
    }

    [Fact]
    public void Build_WithoutItsDependencies_IsNone()
    {
        _folder.Write("Hello.csproj", "");
        _folder.Write("bin/Debug/net8.0/Hello.dll", "");

        Assert.Null(Of()!.FindBuilt("Hello"));
    }

    [Fact]
    public async Task Project_IsBuilt_AndRuns_AndItsErrorsAreSaid()
    {
        _folder.Write("Directory.Build.props", "<Project />");
        _folder.Write("Directory.Build.targets", "<Project />");
        _folder.Write("Directory.Packages.props", "<Project />");
        _folder.Write("Hello.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        _folder.Write("Functions.cs", """
            using System.IO;
            namespace Hello;
            public class Functions { public Stream Handle(Stream input) => new MemoryStream("\"built\""u8.ToArray()); }
            """);
        await using var processes = new GuardedProcesses(NullLogger<GuardedProcesses>.Instance, TimeProvider.System);

        var (folder, problem) = await Of()!.BuildAsync(processes, CancellationToken.None);

        Assert.Null(problem);
        await using var runtimes = new ManagedRuntimes { CodeFolder = folder };
        Assert.Equal("built", (string?)await runtimes.AnswerAsync("dotnet10", Handler));
        Assert.Equal(folder!.TrimEnd(Path.DirectorySeparatorChar), Of()!.FindBuilt("Hello"));

        _folder.Write("Functions.cs", "namespace Hello; public class Functions { oops }");
        (folder, problem) = await Of()!.BuildAsync(processes, CancellationToken.None);
        Assert.Null(folder);
        Assert.Contains("Functions.cs(1,", problem, StringComparison.Ordinal);
    }

    private DotNetProject? Of(string runtime = "dotnet8", string handler = Handler) =>
        DotNetProject.Of(LambdaHost.Function with { Runtime = runtime, Handler = handler, CodeFolder = _folder.Path });
}
