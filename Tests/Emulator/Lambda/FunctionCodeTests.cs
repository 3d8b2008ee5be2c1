using System.IO.Compression;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Lambda.Processes;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Archives and code in the template become folders.</summary>
public sealed class FunctionCodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nodejs22.x", "index.js")]
    [InlineData("python3.13", "index.py")]
    public void InlineCode_BecomesTheFileIndex_AndGoesWithTheEmulator(string runtime, string file)
    {
        using var code = FunctionCode.Unpack([LambdaHost.Function with { Runtime = runtime, CodeFolder = null, InlineCode = "code" }]);

        var folder = Assert.Single(code.Functions).CodeFolder!;
        Assert.Equal("code", File.ReadAllText(Path.Combine(folder, file)));

        code.Dispose();
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Archive_IsUnpacked()
    {
        var archive = Zip(("src/app.js", "code", 0), ("empty/", "", 0));

        using var code = FunctionCode.Unpack([LambdaHost.Function with { CodeFolder = null, CodeArchive = archive }]);

        var folder = Assert.Single(code.Functions).CodeFolder!;
        Assert.Equal("code", File.ReadAllText(Path.Combine(folder, "src", "app.js")));
        Assert.True(Directory.Exists(Path.Combine(folder, "empty")));
    }

    [UnixFact]
    public void Archive_KeepsWhatMayRun()
    {
        CodeArchive.Unpack(Zip(("bootstrap", "#!/bin/sh", 0x81ED << 16)), _folder.Path);

        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(Path.Combine(_folder.Path, "bootstrap")).HasFlag(UnixFileMode.UserExecute));
        }
    }

    [Theory]
    [InlineData("../outside.js", 0, "would be written outside the function's folder")]
    [InlineData("a/../../outside.js", 0, "would be written outside the function's folder")]
    [InlineData("..\\outside.js", 0, "would be written outside the function's folder")]
    [InlineData("/outside.js", 0, "would be written outside the function's folder")]
    [InlineData("link", 0xA1FF << 16, "is a symbolic link")]
    public void Archive_ThatReachesOutside_IsRefusedAndLeavesNothing(string entry, int attributes, string problem)
    {
        var archive = Zip((entry, "x", attributes));

        var refusal = Assert.Throws<EmulatorStartException>(() => FunctionCode.Unpack([LambdaHost.Function with { CodeFolder = null, CodeArchive = archive }]));

        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith($"The code of websocket-send, {archive}, can't be unpacked: its entry ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_ThatIsTooLargeUnpacked_IsRefused()
    {
        var archive = Zip(("zeros", new string('\0', 100_000), 0));

        Assert.Contains(
            "which Lambda doesn't allow",
            Assert.Throws<InvalidDataException>(() => CodeArchive.Unpack(archive, _folder.Path, maxBytes: 99_999)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_ThatIsNone_IsRefused() => Assert.Throws<EmulatorStartException>(
        () => FunctionCode.Unpack([LambdaHost.Function with { CodeFolder = null, CodeArchive = _folder.Write("no.zip", "PK") }]));

    private string Zip(params (string Name, string Text, int Attributes)[] entries)
    {
        var path = Path.Combine(_folder.Path, "code.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, text, attributes) in entries)
        {
            var entry = zip.CreateEntry(name);
            entry.ExternalAttributes = attributes;
            using var writer = new StreamWriter(entry.Open());
            writer.Write(text);
        }

        return path;
    }
}
