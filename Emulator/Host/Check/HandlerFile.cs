using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Check;

/// <summary>Whether the file that a handler names is there: else the function fails at its first event, as on AWS.</summary>
internal static class HandlerFile
{
    private static readonly string[] NodeExtensions = ["", ".js", ".mjs", ".cjs"];

    // What becomes JavaScript by a build that SAM and the CDK run before they deploy.
    private static readonly string[] Sources = [".ts", ".mts", ".tsx"];

    /// <summary>Null when it is there, and where it may come from a layer.</summary>
    public static string? Problem(Function function)
    {
        // Extensions of others are in layers, and lead to the handler themselves: /opt/nodejs/node_modules/…
        if (function.CodeFolder is not { } folder || function.Handler.StartsWith('/') || function.Handler.LastIndexOf('.') is not (> 0 and var dot))
        {
            return null;
        }

        return function.Runtime switch
        {
            var runtime when runtime.StartsWith("nodejs", StringComparison.Ordinal) => NodeProblem(function, folder),
            var runtime when runtime.StartsWith("python", StringComparison.Ordinal) && function.Layers.IsEmpty => PythonProblem(function, Path.Combine(folder, function.Handler[..dot].Replace('.', '/'))),
            _ => null,
        };
    }

    private static string? NodeProblem(Function function, string folder)
    {
        // "src/app.handler" is of src/app.js; "app.routes.send" of app.js.
        var slash = function.Handler.LastIndexOf('/') + 1;
        var dot = function.Handler.IndexOf('.', slash);
        var file = Path.GetFullPath(function.Handler[..(dot < 0 ? function.Handler.Length : dot)], folder);
        if (Directory.Exists(file) || NodeExtensions.Any(extension => File.Exists(file + extension)))
        {
            return null;
        }

        return Sources.FirstOrDefault(extension => File.Exists(file + extension)) is { } source
            ? $"{function.Name}: {file}{source} isn't built. Build it (sam build, cdk synth, or your bundler), and give what that writes, such as .aws-sam/build/template.yaml"
            : $"{function.Name}: its handler {function.Handler} needs {file}.js, .mjs or .cjs, and there is none";
    }

    private static string? PythonProblem(Function function, string module) =>
        File.Exists(module + ".py") || Directory.Exists(module)
            ? null
            : $"{function.Name}: its handler {function.Handler} needs {module}.py, and there is none";
}
