using System.Collections.Immutable;
using Chat.Emulator.Lambda;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Reload;

/// <summary>Which files and folders decide what runs.</summary>
internal static class CodePaths
{
    /// <summary>Of a function: what its command names (<c>dotnet bin/debug/Hello.dll</c>: that folder), else its code and its layers.</summary>
    public static ImmutableArray<string> Of(Function function, ImmutableDictionary<string, string> run)
    {
        if (run.TryGetValue(function.Name, out var command) && InCommand(command, function.CodeFolder ?? Environment.CurrentDirectory) is { IsEmpty: false } named)
        {
            return named;
        }

        return
        [
            .. new[] { function.CodeArchive ?? function.CodeFolder }
                .Concat(function.Layers.Select(layer => layer.Archive ?? layer.Folder))
                .OfType<string>(),
        ];
    }

    /// <summary>Of the cloud assembly: the folder with all that is in it, or the template and the asset manifest beside it.</summary>
    public static ImmutableArray<string> OfAssembly(string assembly)
    {
        const string TemplateSuffix = ".template.json";
        var path = Path.GetFullPath(assembly);
        if (Directory.Exists(path))
        {
            return [path];
        }

        return Path.GetFileName(path) == "manifest.json" ? [Path.GetDirectoryName(path)!]
            : path.EndsWith(TemplateSuffix, StringComparison.Ordinal) ? [path, path[..^TemplateSuffix.Length] + ".assets.json"]
            : [path];
    }

    // By their looks and not by whether they exist: in the middle of a build they may not. The program itself (dotnet, /usr/bin/node) is
    // looked at only when no argument names a file.
    private static ImmutableArray<string> InCommand(string command, string workingFolder)
    {
        var words = CommandLine.Split(command);
        var arguments = words.Skip(1).Where(word => !word.StartsWith('-') && Path.HasExtension(word)).ToArray();
        var files = arguments.Length > 0 ? arguments : [.. words.Take(1).Where(word => word.AsSpan().ContainsAny('/', '\\'))];
        return
        [
            .. files
                .Select(file => Path.GetDirectoryName(Path.GetFullPath(file, workingFolder)))
                .OfType<string>()
                .Where(folder => Path.GetDirectoryName(folder) is not null)
                .Distinct(),
        ];
    }
}
