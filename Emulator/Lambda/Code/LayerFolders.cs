using System.Globalization;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Code;

/// <summary>
/// Lays the layers of functions into a folder that stands for <c>/opt</c>: one for each list of layers. A function whose one layer is a folder takes
/// that as it is, so that its files can be edited in place.
/// </summary>
internal sealed class LayerFolders(DirectoryInfo root)
{
    private readonly Dictionary<string, string> _laid = new(StringComparer.Ordinal);

    /// <summary>Whether a folder has to be made.</summary>
    public static bool IsNeeded(Function function) => function.Layers.Any(layer => layer.IsHere) && Direct(function).LayersFolder is null;

    /// <summary>The function with its layer's own folder, where that does.</summary>
    public static Function Direct(Function function) =>
        function.Layers.Where(layer => layer.IsHere).ToArray() is [{ Folder: { } folder, Subfolder: "" }] ? function with { LayersFolder = folder } : function;

    /// <summary>Throws <see cref="EmulatorStartException"/> when an archive can't be unpacked.</summary>
    public Function Lay(Function function)
    {
        if (!IsNeeded(function))
        {
            return Direct(function);
        }

        var layers = function.Layers.Where(layer => layer.IsHere).ToArray();
        var key = string.Join('\n', layers.Select(layer => $"{layer.Folder ?? layer.Archive} {layer.Subfolder}"));
        if (!_laid.TryGetValue(key, out var folder))
        {
            folder = _laid[key] = root.CreateSubdirectory($"layers-{_laid.Count.ToString(CultureInfo.InvariantCulture)}").FullName;
            foreach (var layer in layers)
            {
                Lay(layer, Path.Combine(folder, layer.Subfolder));
            }
        }

        return function with { LayersFolder = folder };
    }

    private static void Lay(Layer layer, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (layer.Archive is { } archive)
            {
                CodeArchive.Unpack(archive, folder, overwrites: true);
            }
            else
            {
                Copy(new DirectoryInfo(layer.Folder!), folder);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new EmulatorStartException($"The layer {layer.Name}, {layer.Archive ?? layer.Folder}, can't be laid: {e.Message}", e);
        }
    }

    private static void Copy(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var entry in source.EnumerateFileSystemInfos())
        {
            var path = Path.Combine(target, entry.Name);
            if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } linked)
            {
                File.Delete(path);
                File.CreateSymbolicLink(path, linked.FullName);
            }
            else if (entry is DirectoryInfo folder)
            {
                Copy(folder, path);
            }
            else
            {
                ((FileInfo)entry).CopyTo(path, overwrite: true);
            }
        }
    }
}
