using System.Collections.Immutable;
using System.IO.Compression;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Layers become one folder, and runtimes find what is in it.</summary>
public sealed class LayerFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OneFolder_IsTakenAsItIs()
    {
        using var code = FunctionCode.Unpack([With(new Layer("One") { Folder = _folder.Path }, new Layer("arn:elsewhere"))]);

        Assert.Equal(_folder.Path, code.Functions[0].LayersFolder);
    }

    [Fact]
    public void Several_ALaterOneWins_AndFunctionsWithTheSameShareTheFolder()
    {
        _folder.Write("one/nodejs/node_modules/a/index.js", "one");
        _folder.Write("one/bin/tool", "one");
        _folder.Write("source/nodejs/node_modules/a/index.js", "two");
        ZipFile.CreateFromDirectory(Path.Combine(_folder.Path, "source"), Path.Combine(_folder.Path, "two.zip"));
        var function = With(
            new Layer("One") { Folder = Path.Combine(_folder.Path, "one") }, new Layer("Two") { Archive = Path.Combine(_folder.Path, "two.zip") });

        using var code = FunctionCode.Unpack([function, function with { Name = "other" }]);

        var laid = code.Functions[0].LayersFolder!;
        Assert.Equal(laid, code.Functions[1].LayersFolder);
        Assert.Equal(("two", "one"), (File.ReadAllText(Path.Combine(laid, "nodejs/node_modules/a/index.js")), File.ReadAllText(Path.Combine(laid, "bin/tool"))));
        code.Dispose();
        Assert.False(Directory.Exists(laid));
    }

    [Fact]
    public void Variables_NameTheLayersFolders_AsLambdaDoes()
    {
        foreach (var name in new[] { "bin", "lib", "python", "python/lib/python3.13/site-packages" })
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, name));
        }

        var function = LambdaHost.Function with { LayersFolder = _folder.Path, CodeFolder = "/code", BundledModules = ["/sdk/node_modules"] };

        var node = RuntimeFolders.Of(function with { Runtime = "nodejs20.x" }, "/usr/bin");
        var python = RuntimeFolders.Of(function with { Runtime = "python3.13" }, "/usr/bin");

        Assert.Equal($"/usr/bin{Path.PathSeparator}{_folder.Path}/bin", node["PATH"].Replace('\\', '/'));
        Assert.Equal(
            [$"{_folder.Path}/nodejs/node20/node_modules", $"{_folder.Path}/nodejs/node_modules", "/sdk/node_modules", "/code"],
            node["NODE_PATH"].Replace('\\', '/').Split(Path.PathSeparator));
        Assert.Equal(
            [$"{_folder.Path}/python/lib/python3.13/site-packages", $"{_folder.Path}/python"], python["PYTHONPATH"].Replace('\\', '/').Split(Path.PathSeparator));
        Assert.Equal("/sdk/node_modules", python[RuntimeFolders.Bundled]);
        Assert.Equal(OperatingSystem.IsLinux(), node.ContainsKey("LD_LIBRARY_PATH"));
    }

    [Theory]
    [InlineData("/opt/lib/x.so", "/layers/lib/x.so")]
    [InlineData("/opt", "/layers")]
    [InlineData("a:/opt/bin:/opt", "a:/layers/bin:/layers")]
    [InlineData("--require /opt/wrapper.js", "--require /layers/wrapper.js")]
    [InlineData("/var/task/data.json", "/code/data.json")]
    [InlineData("/var/runtime/node_modules", "/sdk/node_modules")]
    [InlineData("https://example.com/opt/x", "https://example.com/opt/x")]
    [InlineData("/options", "/options")]
    [InlineData("/optimal/x", "/optimal/x")]
    [InlineData("s3/opt", "s3/opt")]
    public void Value_WithAFolderOfLambdas_NamesTheOneHere(string value, string expected) => Assert.Equal(
        expected,
        RuntimeFolders.Rewrite(value, LambdaHost.Function with { Runtime = "nodejs22.x", LayersFolder = "/layers", CodeFolder = "/code", BundledModules = ["/sdk/node_modules"] }));

    [Theory]
    [InlineData("index.js", "const { name } = require('shared-lib'); exports.handler = async () => name;")]
    [InlineData("index.mjs", "import { name } from 'shared-lib'; export const handler = async () => name;")]
    [InlineData("index.js", "exports.handler = async () => (await import('shared-lib')).default.name;")]
    public async Task Node_FindsAModuleOfALayer(string file, string code)
    {
        _folder.Write("nodejs/node_modules/shared-lib/package.json", """{"name":"shared-lib","main":"main.js"}""");
        _folder.Write("nodejs/node_modules/shared-lib/main.js", "exports.name = 'from the layer';");
        await using var runtimes = new ManagedRuntimes { LayersFolder = _folder.Path };
        runtimes.Code.Write(file, code);

        Assert.Equal("from the layer", (string?)await runtimes.AnswerAsync("nodejs20.x", "index.handler"));
    }

    [PythonTheory]
    [InlineData("python/shared_lib.py")]
    [InlineData("python/lib/python3.13/site-packages/shared_lib.py")]
    public async Task Python_FindsAModuleOfALayer(string file)
    {
        _folder.Write(file, "name = 'from the layer'\n");
        await using var runtimes = new ManagedRuntimes { LayersFolder = _folder.Path };
        runtimes.Code.Write("app.py", "import shared_lib\ndef handler(event, context):\n    return shared_lib.name\n");

        Assert.Equal("from the layer", (string?)await runtimes.AnswerAsync("python3.13", "app.handler"));
    }

    [MountNamespaceFact]
    public async Task Code_ThatNamesOpt_FindsTheLayer()
    {
        _folder.Write("data/words.txt", "from the layer");
        await using var runtimes = new ManagedRuntimes { LayersFolder = _folder.Path, MountsLayers = true };
        runtimes.Code.Write("index.js", "exports.handler = async () => require('node:fs').readFileSync('/opt/data/words.txt', 'utf8');");

        Assert.Equal("from the layer", (string?)await runtimes.AnswerAsync("nodejs20.x", "index.handler"));
    }

    [Theory]
    [InlineData("index.js", "open('/opt/data')", true)]
    [InlineData("index.js", "open('/option')", false)]
    [InlineData("lib/native.bin", "\0/opt/\0", true)]
    public void Code_ThatNamesOpt_IsFound(string file, string code, bool expected)
    {
        _folder.Write(file, code);

        Assert.Equal(expected, LiteralOpt.IsIn(LambdaHost.Function with { CodeFolder = _folder.Path }));
    }

    private static Function With(params ImmutableArray<Layer> layers) => LambdaHost.Function with { Layers = layers };
}

/// <summary>A fact that needs what Linux lets a user do, or not.</summary>
public sealed class MountNamespaceFactAttribute : FactAttribute
{
    private const string Reason = "This machine lets no user mount over /opt in a namespace of his own.";

    private static readonly bool IsAllowed = Try();

    public MountNamespaceFactAttribute() => Skip = IsAllowed ? null : Reason;

    private static bool Try()
    {
        if (LiteralOpt.Wrapper("/tmp") is not [var program, .. var arguments])
        {
            return false;
        }

        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, [.. arguments, "true"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
