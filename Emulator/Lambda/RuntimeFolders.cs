using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>
/// Where a runtime looks for code, as Lambda's environment variables have it, with this machine's folders for <c>/opt</c> (layers), <c>/var/runtime</c>
/// (what the runtime brings) and <c>/var/task</c> (the function's code).
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
/// </summary>
internal static partial class RuntimeFolders
{
    /// <summary>For the bootstrap in Python, which takes it away: folders to look in last.</summary>
    public const string Bundled = "EMULATOR_PYTHON_BUNDLED";

    /// <param name="path">The machine's own PATH.</param>
    public static ImmutableDictionary<string, string> Of(Function function, string? path)
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        Add("PATH", [path, .. InLayers(function, "bin")]);
        if (OperatingSystem.IsLinux())
        {
            Add("LD_LIBRARY_PATH", [.. Existing(function.CodeFolder, "lib"), .. InLayers(function, "lib")]);
        }

        if (function.Runtime.StartsWith("nodejs", StringComparison.Ordinal))
        {
            var layers = function.LayersFolder is { } folder ? ModuleFolders.InLayers(folder, function.Runtime) : [];
            Add("NODE_PATH", [.. layers, .. function.BundledModules, function.CodeFolder]);
        }
        else if (function.Runtime.StartsWith("python", StringComparison.Ordinal))
        {
            Add("PYTHONPATH", [.. InLayers(function, "python", "lib", function.Runtime, "site-packages"), .. InLayers(function, "python")]);
            Add(Bundled, [.. function.BundledModules]);
        }

        return variables.ToImmutable();

        void Add(string name, IEnumerable<string?> folders)
        {
            if (string.Join(Path.PathSeparator, folders.Where(folder => !string.IsNullOrEmpty(folder))) is { Length: > 0 } value)
            {
                variables[name] = value;
            }
        }
    }

    /// <summary>A value of the template's variables with this machine's folders in the place of Lambda's.</summary>
    public static string Rewrite(string value, Function function) => !value.Contains("/opt", StringComparison.Ordinal) && !value.Contains("/var/", StringComparison.Ordinal)
        ? value
        : LambdaFolder().Replace(value, match => match.Value switch
        {
            "/opt" => function.LayersFolder,
            "/var/task" => function.CodeFolder,
            "/var/runtime/node_modules" => function.BundledModules is [var first, ..] && function.Runtime.StartsWith("nodejs", StringComparison.Ordinal) ? first : null,
            _ => null,
        } ?? match.Value);

    private static IEnumerable<string> InLayers(Function function, params ReadOnlySpan<string> names) => Existing(function.LayersFolder, names);

    private static IEnumerable<string> Existing(string? folder, params ReadOnlySpan<string> names) =>
        folder is not null && Path.Combine([folder, .. names]) is var path && Directory.Exists(path) ? [path] : [];

    // At the beginning of a path, and whole: not in https://example.com/opt, and not in /options.
    [GeneratedRegex(@"(?<![\w./-])(?:/opt|/var/task|/var/runtime/node_modules)(?![\w.-])")]
    private static partial Regex LambdaFolder();
}
