using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Functions.Messages;

/// <summary>The answer to a message that we cannot take: <c>{"error":"message is empty"}</c>.</summary>
internal sealed record ErrorFrame([property: JsonPropertyName("error")] string Error)
{
    /// <summary>What the sender is told when the table of connections could not be read to its end.</summary>
    /// <param name="delivered">How many have the message all the same.</param>
    public static string NotEveryoneListed(int delivered) => delivered == 0
        ? "the message was not delivered: the list of connections could not be read"
        : $"the message may not have reached everybody: the list of connections could not be read to its end ({delivered} have it)";

    public static byte[] ToUtf8(string reason) => JsonSerializer.SerializeToUtf8Bytes(new ErrorFrame(reason), ChatJson.Default.ErrorFrame);
}
