using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Where functions get the AWS SDK for JavaScript from that Lambda's runtimes bring.</summary>
public sealed class NodeSdkTests : IDisposable
{
    private const string Dynamo = "@aws-sdk/client-dynamodb";
    private const string Requires = $"const db = require('{Dynamo}');";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private readonly FakeProcesses _processes = new();

    private string Own => Path.Combine(_folder.Path, "own");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("index.js", "require('@aws-sdk/client-dynamodb')", true)]
    [InlineData("src/index.mjs", "import { DynamoDBClient } from \"@aws-sdk/client-dynamodb\"", true)]
    [InlineData("bundle.cjs", "var i=require(\"@aws-sdk/client-dynamodb\");", true)]
    [InlineData("index.js", "await import('@aws-sdk/client-dynamodb/dist')", true)]
    [InlineData("index.js", "import'@aws-sdk/client-dynamodb'", true)]
    [InlineData("index.js", "require('./aws-sdk/client-dynamodb')", false)]
    [InlineData("README.md", "require('@aws-sdk/client-dynamodb')", false)]
    [InlineData("node_modules/a/index.js", "require('@aws-sdk/client-dynamodb')", false)]
    public void Import_InAFile_IsFound(string file, string code, bool isFound)
    {
        _folder.Write(file, code);

        Assert.Equal(isFound ? [Dynamo] : [], SdkImports.In(_folder.Path));
    }

    [Theory]
    [InlineData("code/node_modules")]
    [InlineData("node_modules")]
    public async Task Sdk_TheFunctionFindsItself_NothingIsDone(string modules)
    {
        Install(modules);

        Assert.Empty(await BringAsync(Requires));
        Assert.Equal(0, _processes.Count);
    }

    [Fact]
    public async Task Sdk_AroundTheTemplate_IsTaken()
    {
        Install("project/node_modules");

        Assert.Equal([Path.Combine(_folder.Path, "project", "node_modules")], await BringAsync(Requires, "project/cdk.out"));
        Assert.Equal(0, _processes.Count);
    }

    [Fact]
    public async Task Sdk_Nowhere_IsInstalledOnceFromTheLockFile()
    {
        var bringing = BringAsync(Requires);
        var npm = await _processes.NextAsync();

        Assert.Equal("ci", npm.Start.Arguments.SkipWhile(argument => argument.EndsWith(".js", StringComparison.Ordinal)).First());
        Assert.True(File.Exists(Path.Combine(npm.Start.WorkingDirectory, "package-lock.json")));
        Assert.False(Directory.Exists(Own));
        Install(Path.Combine(npm.Start.WorkingDirectory, "node_modules"));
        npm.Exit(0);

        Assert.Equal([Path.Combine(Own, "node_modules")], await bringing);
        Assert.Contains(_log.Entries, entry => entry.Message.StartsWith($"Installing the AWS SDK for JavaScript v3, which Lambda's Node.js runtimes bring, into {Own}", StringComparison.Ordinal));
        Assert.Equal([Path.Combine(Own, "node_modules")], await BringAsync(Requires));
        Assert.Equal(1, _processes.Count);
        Assert.Equal([Own], Directory.EnumerateDirectories(_folder.Path, "own*"));
    }

    [Fact]
    public async Task Sdk_CantBeInstalled_IsSaidAndLeavesNothing()
    {
        var bringing = BringAsync(Requires);
        var npm = await _processes.NextAsync();
        npm.Write("npm error network");
        npm.Exit(1);

        Assert.Empty(await bringing);
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("npm ci failed: npm error network", StringComparison.Ordinal));
        Assert.Contains(_log.Entries, entry => entry.Message.Contains($"npm install {Dynamo} (in {_folder.Path})", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateDirectories(_folder.Path, "own*"));
    }

    private void Install(string modules) => _folder.Write(Path.Combine(modules, Dynamo, "package.json"), "{}");

    private async Task<IEnumerable<string>> BringAsync(string code, string templateFolder = "")
    {
        _folder.Write("code/index.js", code);
        using var sdk = new NodeSdk(new NodeSdkInstallation(Own), _processes, _log.CreateLogger("NodeSdk"));
        var function = await sdk.BringAsync(
            LambdaHost.Function with
            {
                Runtime = "nodejs22.x",
                CodeFolder = Path.Combine(_folder.Path, "code"),
                TemplateFolder = Path.Combine(_folder.Path, templateFolder).TrimEnd('/'),
            },
            CancellationToken.None);
        return function.BundledModules;
    }
}
