using System.Text.Json;

namespace Chat.Emulator.Tables.Streams;

/// <summary>A change of an item, in the JSON that a function gets.</summary>
internal sealed record StreamRecord(JsonElement Json, string SequenceNumber, DateTimeOffset Created)
{
    /// <summary>Which items it is in a batch's size.</summary>
    public int Bytes { get; } = Json.GetRawText().Length;

    public static StreamRecord Of(JsonElement json)
    {
        var change = json.GetProperty("dynamodb");
        return new StreamRecord(
            json.Clone(),
            change.GetProperty(nameof(SequenceNumber)).GetString()!,
            DateTimeOffset.FromUnixTimeSeconds(change.GetProperty("ApproximateCreationDateTime").GetInt64()));
    }
}
