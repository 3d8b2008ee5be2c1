using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Functions.Messages;

/// <summary>The answer to a message that we cannot take: <c>{"error":"message is empty"}</c>.</summary>
internal sealed record ErrorFrame([property: JsonPropertyName("error")] string Error)
{
    public static byte[] ToUtf8(string reason) => JsonSerializer.SerializeToUtf8Bytes(new ErrorFrame(reason), ChatJson.Default.ErrorFrame);
}
