using System.Text.Json;

namespace Chat.Emulator.Template;

/// <summary>
/// An asset as the CDK's first version, and its <c>LegacyStackSynthesizer</c>, leave it to the command line: the template takes the bucket and the key as parameters,
/// and the manifest's metadata says which,
/// <c>{"type":"aws:cdk:asset","data":{"path":"asset.e618","id":"e618","packaging":"zip","s3BucketParameter":"…","s3KeyParameter":"…","artifactHashParameter":"…"}}</c>.
/// </summary>
/// <param name="Key">What the template finds it by: its path in the assembly.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Parameters">The values that the command line would give.</param>
internal sealed record LegacyAsset(string Key, string Path, IReadOnlyDictionary<string, string> Parameters)
{
    /// <param name="artifact">A stack's entry of the manifest.</param>
    public static IEnumerable<LegacyAsset> Of(JsonElement artifact, string folder) =>
        from construct in artifact.Entries("metadata")
        where construct.Value.ValueKind == JsonValueKind.Array
        from entry in construct.Value.EnumerateArray()
        where entry.TryGetText("type") == "aws:cdk:asset"
        let data = entry.TryGetObject("data")
        where data?.TryGetText("path") is not null
        select Read(data.Value, folder);

    private static LegacyAsset Read(JsonElement data, string folder)
    {
        var key = data.TryGetText("path")!;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        Give("s3BucketParameter", "cdk-assets");

        // The template splits it at || and joins both parts to the key.
        Give("s3KeyParameter", "||" + key);
        Give("artifactHashParameter", data.TryGetText("sourceHash") ?? data.TryGetText("id") ?? key);
        return new LegacyAsset(key, System.IO.Path.GetFullPath(key, folder), parameters);

        void Give(string property, string value)
        {
            if (data.TryGetText(property) is { } parameter)
            {
                parameters[parameter] = value;
            }
        }
    }
}
