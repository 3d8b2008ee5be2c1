using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Code;

/// <summary>Where Node.js packages lie: folders named <c>node_modules</c>.</summary>
internal static class ModuleFolders
{
    private const string Name = "node_modules";

    public static bool Has(string modules, string package) => File.Exists(Path.Combine(modules, package, "package.json"));

    /// <summary>Those that the function finds by itself: beside its code and above, and in its layers.</summary>
    public static IEnumerable<string> Of(Function function)
    {
        foreach (var folder in Around(function.CodeFolder))
        {
            yield return folder;
        }

        if (function.LayersFolder is { } layers)
        {
            foreach (var folder in InLayers(layers, function.Runtime))
            {
                yield return folder;
            }
        }
    }

    /// <summary><c>/opt/nodejs/node20/node_modules</c> and <c>/opt/nodejs/node_modules</c>, as Lambda's runtime looks them up.</summary>
    public static IEnumerable<string> InLayers(string layers, string runtime)
    {
        var version = runtime["nodejs".Length..].Split('.')[0];
        yield return Path.Combine(layers, "nodejs", "node" + version, Name);
        yield return Path.Combine(layers, "nodejs", Name);
    }

    public static IEnumerable<string> Around(string? folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.GetFileName(at) != Name)
            {
                yield return Path.Combine(at, Name);
            }
        }
    }

    /// <summary>What NODE_PATH names, and where <c>npm install --global</c> puts packages.</summary>
    public static IEnumerable<string> OfMachine()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("NODE_PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified))
        {
            yield return folder;
        }

        if (Programs.Find(Environment.GetEnvironmentVariable("PATH"), "node") is { } node)
        {
            var programs = Path.GetDirectoryName(File.ResolveLinkTarget(node, returnFinalTarget: true)?.FullName ?? node)!;
            yield return OperatingSystem.IsWindows() ? Path.Combine(programs, Name) : Path.GetFullPath(Path.Combine(programs, "..", "lib", Name));
        }
    }
}
