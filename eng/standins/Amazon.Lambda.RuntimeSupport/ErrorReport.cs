using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>An exception as Lambda has it: <c>{"errorType":"…","errorMessage":"…","stackTrace":["…"],"cause":{…}}</c>.</summary>
internal static class ErrorReport
{
    public static MemoryStream ToJson(Exception exception)
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, exception);
        }

        return stream;
    }

    private static void Write(Utf8JsonWriter writer, Exception exception)
    {
        writer.WriteStartObject();
        writer.WriteString("errorType", exception.GetType().Name);
        writer.WriteString("errorMessage", exception.Message);
        writer.WriteStartArray("stackTrace");
        foreach (var line in (exception.StackTrace ?? "").AsSpan().EnumerateLines())
        {
            if (!line.IsWhiteSpace())
            {
                writer.WriteStringValue(line.Trim());
            }
        }

        writer.WriteEndArray();
        if (exception.InnerException is { } cause)
        {
            writer.WritePropertyName("cause");
            Write(writer, cause);
        }

        writer.WriteEndObject();
    }
}
