using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Chat.Emulator.Gateway.Connections;

namespace Chat.Emulator.Gateway.Management;

/// <summary>
/// The answer to GetConnection:
/// <code>{"connectedAt":"2025-03-05T10:11:12.123Z","identity":{"sourceIp":"…","userAgent":"…"},"lastActiveAt":"2025-03-05T10:11:20.456Z"}</code>
/// </summary>
internal static class ConnectionDescription
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Create(Connection connection)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("connectedAt"u8, Format(connection.ConnectedAt));
            json.WriteStartObject("identity"u8);
            json.WriteString("sourceIp"u8, connection.Identity.SourceIp);
            if (connection.Identity.UserAgent is { } userAgent)
            {
                json.WriteString("userAgent"u8, userAgent);
            }

            json.WriteEndObject();
            json.WriteString("lastActiveAt"u8, Format(connection.LastActiveAt));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
