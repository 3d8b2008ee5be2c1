using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>Where the assets that the templates name by S3 key lie on this machine, from the assembly's asset manifests.</summary>
internal sealed class AssetFolders(ImmutableDictionary<string, string> pathsByKey)
{
    public static readonly AssetFolders None = new(ImmutableDictionary<string, string>.Empty);

    /// <summary>The asset's path, absolute; null when no manifest names the key.</summary>
    public string? Find(string objectKey) => pathsByKey.GetValueOrDefault(objectKey);

    /// <summary>With the assets of a stack whose templates take their keys as parameters, which the manifest itself lists.</summary>
    public AssetFolders With(IEnumerable<LegacyAsset> assets) => new(pathsByKey.SetItems(assets.Select(asset => KeyValuePair.Create(asset.Key, asset.Path))));

    /// <summary>
    /// Reads <c>{"files":{"13c0…":{"source":{"path":"asset.13c0…"},"destinations":{"…":{"objectKey":"13c0….zip"}}}}}</c>.
    /// </summary>
    public static AssetFolders Read(IEnumerable<string> manifestPaths)
    {
        var paths = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var manifestPath in manifestPaths)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(manifestPath))!;
            foreach (var file in JsonFile.ReadObject(manifestPath).Entries("files"))
            {
                // A source can also be a command to run ("executable"): then there is nothing on disk yet.
                if (file.Value.TryGetObject("source")?.TryGetText("path") is { } path)
                {
                    foreach (var destination in file.Value.Entries("destinations"))
                    {
                        if (destination.Value.TryGetText("objectKey") is { } key)
                        {
                            paths[key] = Path.GetFullPath(path, folder);
                        }
                    }
                }
            }
        }

        return new AssetFolders(paths.ToImmutable());
    }
}
