using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chat.Emulator.Http;

/// <summary>The bodies of errors, as AWS's services write them: compact, with the members that each has, in its order.</summary>
internal static class ErrorJson
{
    // Messages quote connection ids, whose '=' the default encoder would escape.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="members">Those without a value are left out.</param>
    public static byte[] Of(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                if (value is not null)
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
