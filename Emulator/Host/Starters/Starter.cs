using System.Collections.Immutable;
using System.Reflection;

namespace Chat.Emulator.Host.Starters;

/// <summary>A small stack to begin with. Its files are resources of this assembly, from <c>Files/{name}/</c>.</summary>
internal sealed record Starter(string Name, string Description)
{
    private const string Prefix = "starters/";

    /// <summary>What stands in a starter's files for the version of the packages that are released with this emulator.</summary>
    private const string VersionPlaceholder = "EMULATOR_VERSION";

    public static readonly ImmutableArray<Starter> All =
    [
        new("node", "a chat: a function in Node.js, a table, SAM's template"),
        new("python", "the same in Python"),
        new("dotnet", "the same in .NET"),
        new("signalr", "a SignalR hub in Lambda, with a client"),
    ];

    private static readonly Assembly Resources = typeof(Starter).Assembly;

    /// <summary>Its files, with slashes, relative to its folder.</summary>
    public ImmutableArray<string> Files =>
    [
        .. Resources.GetManifestResourceNames()
            .Select(PathOf)
            .Where(path => path.StartsWith($"{Prefix}{Name}/", StringComparison.Ordinal))
            .Select(path => path[$"{Prefix}{Name}/".Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes the files into a folder, which need not exist.</summary>
    /// <returns>The files that are there already; if there is one, nothing was written.</returns>
    public ImmutableArray<string> WriteTo(string folder)
    {
        ImmutableArray<string> taken = [.. Files.Where(file => Path.Exists(Path.Combine(folder, file)))];
        if (taken.IsEmpty)
        {
            foreach (var file in Files)
            {
                var path = Path.Combine(folder, file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, Read(file));
            }
        }

        return taken;
    }

    private static string PathOf(string resource) => resource.Replace('\\', '/');

    private static string Version() =>
        Resources.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private string Read(string file)
    {
        var resource = Resources.GetManifestResourceNames().Single(name => PathOf(name) == $"{Prefix}{Name}/{file}");
        using var reader = new StreamReader(Resources.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().Replace(VersionPlaceholder, Version(), StringComparison.Ordinal);
    }
}
