using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One line of the log, in Lambda's two formats.</summary>
internal readonly record struct LogLine(
    DateTimeOffset Time, string Level, Invocation? Invocation, MessageTemplate Message, Exception? Exception)
{
    private string Timestamp => Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private string Label => Level switch
    {
        "Trace" => "trce",
        "Debug" => "dbug",
        "Information" => "info",
        "Warning" => "warn",
        "Error" => "fail",
        "Critical" => "crit",
        _ => Level,
    };

    /// <summary><c>2026-11-22T10:11:12.345Z {requestId} info the message</c>, separated by tabs.</summary>
    public string ToText() =>
        $"{Timestamp}\t{Invocation?.RequestId}\t{Label}\t{Message.Render()}{(Exception is null ? "" : $"\n{Exception}")}";

    /// <summary><c>{"timestamp":"…","level":"Information","requestId":"…","traceId":"…","message":"…","Delivered":3}</c>.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", Timestamp);
            writer.WriteString("level", Level);
            if (Invocation is { } invocation)
            {
                writer.WriteString("requestId", invocation.RequestId);
                if (invocation.TraceId is not null)
                {
                    writer.WriteString("traceId", invocation.TraceId);
                }
            }

            writer.WriteString("message", Message.Render());
            Message.WriteProperties(writer);
            if (Exception is not null)
            {
                writer.WriteString("errorType", Exception.GetType().FullName);
                writer.WriteString("errorMessage", Exception.Message);
                writer.WriteString("stackTrace", Exception.ToString());
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
