using System.Text.Json;

namespace Chat.Emulator.Template;

/// <summary>Reads a JSON file whole; what it returns is well-formed down to the last string.</summary>
internal static class JsonFile
{
    /// <summary>CloudFormation takes 1 MB of template; a manifest with stack traces in its metadata is larger.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>CDK's deepest policies nest some twenty levels.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    public static JsonElement ReadObject(string path)
    {
        var at = new Location(path, "");
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw at.Error("there is no such file. Synthesize the stack again (cdk synth).");
            }

            if (file.Length > MaxBytes)
            {
                throw at.Error($"the file has {file.Length} bytes; the limit is {MaxBytes}.");
            }

            var root = JsonElement.Parse(WithoutByteOrderMark(File.ReadAllBytes(path)), Options);
            DecodeStrings(root);
            return root.ValueKind is JsonValueKind.Object ? root : throw at.Error("the file must hold a JSON object.");
        }
        catch (JsonException malformed)
        {
            throw new TemplateException($"{path}: not valid JSON (a template in YAML is a .yaml or .yml file): {malformed.Message}", malformed);
        }
        catch (InvalidOperationException undecodable)
        {
            throw new TemplateException($"{path}: not valid JSON: a string isn't valid Unicode.", undecodable);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException($"{path} can't be read: {unreadable.Message}", unreadable);
        }
    }

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    // The parser leaves escapes and UTF-8 alone until a string is asked for; a lone surrogate would surface then, anywhere.
    private static void DecodeStrings(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    DecodeStrings(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    _ = property.Name;
                    DecodeStrings(property.Value);
                }

                break;
        }
    }
}
