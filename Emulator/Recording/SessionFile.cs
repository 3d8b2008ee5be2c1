using System.Collections.Immutable;
using System.Text.Json;

namespace Chat.Emulator.Recording;

/// <summary>Reads a recorded session.</summary>
internal static class SessionFile
{
    public static SessionReading Read(string path)
    {
        try
        {
            return Read(path, File.ReadLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SessionReading.Unreadable($"{path} can't be read: {e.Message}");
        }
    }

    private static SessionReading Read(string path, IEnumerable<string> texts)
    {
        var lines = ImmutableArray.CreateBuilder<SessionLine>();
        SessionLine.Header? header = null;
        var missed = 0L;
        var number = 0;
        foreach (var text in texts)
        {
            number++;
            if (header is null)
            {
                if (ReadHeader(path, text, out header) is { } why)
                {
                    return new SessionReading.Unreadable(why);
                }

                continue;
            }

            switch (ReadLine(text, out var error))
            {
                case null:
                    return new SessionReading.Unreadable(
                        $"{path}, line {number} isn't a line of a recorded session: {error} If the recording was cut off there, as when the emulator is killed, "
                        + "put {\"type\":\"end\"} in the place of this line and of what follows, and what is above it is replayed.");
                case SessionLine.End:
                    return missed == 0 ? new SessionReading.Whole(new Session(header, lines.ToImmutable())) : new SessionReading.Unreadable(
                        $"{path} lacks {missed} events, which went by more quickly than they could be written, and can't be compared. Record the session again.");
                case SessionLine.Gap gap:
                    missed += gap.Events;
                    break;
                case { } line:
                    lines.Add(line);
                    break;
            }
        }

        return new SessionReading.Unreadable(header is null
            ? $"{path} is empty, and no recorded session: the emulator writes them with --record FILE."
            : $"{path} ends without its last line, after {lines.Count} events: the recording still goes on, or was cut off, as when the emulator is killed. "
                + "End it, or add the line {\"type\":\"end\"} to replay what is there.");
    }

    private static string? ReadHeader(string path, string text, out SessionLine.Header? header)
    {
        header = null;
        try
        {
            using var json = JsonDocument.Parse(text);
            var isHeader = json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals(SessionLine.Header.Type);
            if (isHeader && json.RootElement.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number != Session.Version)
            {
                return $"{path} is of version {number} of the format, and this emulator reads version {Session.Version}. Use the emulator that recorded it, or a newer one.";
            }

            header = isHeader ? (SessionLine.Header)JsonSerializer.Deserialize(text, SessionJson.Default.SessionLine)! : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Told below.
        }

        return header is not null ? null
            : $"{path} isn't a recorded session: its first line isn't {{\"type\":\"session\",\"version\":{Session.Version},…}}. The emulator writes them with --record FILE.";
    }

    private static SessionLine? ReadLine(string text, out string error)
    {
        error = "it is empty.";
        try
        {
            return JsonSerializer.Deserialize(text, SessionJson.Default.SessionLine);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // Without the names of types, which mean nothing to who reads it.
            error = e.Message.Split("properties including: ") is [_, var missing] ? $"it lacks {missing}" : e.Message.Split(" Path:")[0];
            return null;
        }
    }
}

/// <summary>What came of reading a file: a closed set.</summary>
internal abstract record SessionReading
{
    private SessionReading()
    {
    }

    public sealed record Whole(Session Session) : SessionReading;

    public sealed record Unreadable(string Message) : SessionReading;
}
