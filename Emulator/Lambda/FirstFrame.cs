using System.Text.Json;

namespace Chat.Emulator.Lambda;

/// <summary>Where an exception was thrown: one line of the stack that a runtime posted with it.</summary>
internal static class FirstFrame
{
    /// <summary>Null when it posted none that can be read.</summary>
    /// <param name="posted">Node.js posts <c>trace</c>, .NET and Python <c>stackTrace</c>.</param>
    public static string? Of(ReadOnlyMemory<byte> posted)
    {
        if (posted.IsEmpty)
        {
            return null;
        }

        try
        {
            using var error = JsonDocument.Parse(posted);
            return error.RootElement.ValueKind is not JsonValueKind.Object ? null
                : error.RootElement.TryGetProperty("trace", out var trace) ? In(trace)
                : error.RootElement.TryGetProperty("stackTrace", out trace) ? In(trace)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? In(JsonElement trace)
    {
        var lines = trace.ValueKind switch
        {
            JsonValueKind.Array => [.. trace.EnumerateArray().Where(line => line.ValueKind is JsonValueKind.String).Select(line => line.GetString()!)],
            JsonValueKind.String => trace.GetString()!.Split('\n'),
            _ => Array.Empty<string>(),
        };

        // Python's calls come before what they call, and with a second line, the code; everybody else's the other way round.
        var line = lines.LastOrDefault(IsOfPython)?.Trim().Split('\n')[0] ?? lines.FirstOrDefault(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        return line?.Trim();
    }

    private static bool IsOfPython(string line) => line.TrimStart().StartsWith("File \"", StringComparison.Ordinal);
}
