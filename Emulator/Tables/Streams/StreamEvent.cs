using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chat.Emulator.Tables.Streams;

/// <summary>A batch as the function gets it. https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html</summary>
internal static class StreamEvent
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(IEnumerable<StreamRecord> records, string streamArn)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records"u8);
            foreach (var record in records)
            {
                json.WriteStartObject();
                foreach (var member in record.Json.EnumerateObject())
                {
                    member.WriteTo(json);
                }

                json.WriteString("eventSourceARN"u8, streamArn);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>
    /// Where a batch has to go on that a function did in part, by <c>{"batchItemFailures": [{"itemIdentifier": "…"}]}</c>; null when all of it
    /// is done. What can't be read counts as all of it failed.
    /// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    /// </summary>
    public static int? FirstFailed(ReadOnlyMemory<byte> answer, IReadOnlyList<StreamRecord> records)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind is not JsonValueKind.Object || !json.RootElement.TryGetProperty("batchItemFailures", out var failures)
                || failures.ValueKind is JsonValueKind.Null)
            {
                return null;
            }

            int? first = null;
            foreach (var failure in failures.EnumerateArray())
            {
                var id = failure.GetProperty("itemIdentifier").GetString();
                var at = records.TakeWhile(record => record.SequenceNumber != id).Count();
                if (at == records.Count)
                {
                    return 0;
                }

                first = Math.Min(first ?? at, at);
            }

            return first;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return e is JsonException ? null : 0;
        }
    }
}
