using System.Text.Json;
using Chat.Emulator.Journal;

namespace Chat.Emulator.Host.Terminal.Messages;

/// <summary>Puts together what the journal tells of one message in many entries.</summary>
internal sealed class MessageTally
{
    // What never ends (its process was killed, its entries overwritten) must not stay for ever.
    private const int MaxOpen = 1_000;

    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The message that this entry ends; null while it goes on.</summary>
    /// <param name="text">What the entry's text is, where it is there; asked for an answer of a function alone.</param>
    /// <param name="refused">That the answer can't be used, and why, where the entry's message has yet to say so.</param>
    public MessageSummary? Add(in JournalEntry entry, ReadOnlySpan<byte> text, string? refused = null)
    {
        switch (entry)
        {
            case { Kind: JournalKind.Refused }:
                return End(entry, $"handshake at {entry.Name} refused:", $"{entry.Status} {entry.Detail}".TrimEnd());
            case { Kind: JournalKind.Routed, Name: null }:
                return End(entry, "no route:", "Forbidden");
            case { Kind: JournalKind.BodyRefused, Name: { } route }:
                return End(entry, route, "Bad request body");
            case { Kind: JournalKind.Throttled, MessageId: not null, Name: { } route }:
                return End(entry, route, "429 Too many requests");
            case { Kind: JournalKind.Integrated, Name: { } route }:
                return End(entry, route, refused);
            case { Kind: JournalKind.AnswerRefused, Name: { } route }:
                // Mostly told with what the route came to; of two reads that part them, the later one has a line more.
                return refused is null ? null : End(entry, route, refused);
            case { MessageId: null }:
                return null;
            case { Kind: JournalKind.InvocationEnded }:
                var answered = Of(entry.MessageId);
                answered.Function = entry.Function;
                answered.Outcome = entry.Name ?? StatusOf(text);
                return null;
            case { Kind: JournalKind.PostBack, Name: "POST" }:
                var open = Of(entry.MessageId);
                if (entry.Status == StatusCodes.Status200OK)
                {
                    open.Delivered++;
                }
                else
                {
                    open.Undelivered[entry.Status] = open.Undelivered.GetValueOrDefault(entry.Status) + 1;
                }

                return null;
            default:
                return null;
        }
    }

    private MessageSummary End(in JournalEntry entry, string name, string? outcome)
    {
        var open = entry.MessageId is { } id && _open.Remove(id, out var found) ? found : new Open();
        return new MessageSummary(
            new DateTimeOffset(entry.UtcTicks, TimeSpan.Zero), entry.ConnectionId, name, open.Function, outcome ?? open.Outcome ?? entry.Detail ?? "",
            TimeSpan.FromTicks(entry.DurationTicks), open.Delivered, open.Undelivered);
    }

    private Open Of(string messageId)
    {
        if (_open.TryGetValue(messageId, out var open))
        {
            return open;
        }

        while (_order.Count >= MaxOpen)
        {
            _open.Remove(_order.Dequeue());
        }

        _order.Enqueue(messageId);
        return _open[messageId] = new Open();
    }

    // {"statusCode":200}; an answer without one counts as 200.
    private static string? StatusOf(ReadOnlySpan<byte> answer)
    {
        if (answer.IsEmpty)
        {
            return null;
        }

        try
        {
            var json = new Utf8JsonReader(answer);
            while (json.Read())
            {
                if (json is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && json.ValueTextEquals("statusCode"u8) && json.Read())
                {
                    return json.TokenType is JsonTokenType.Number && json.TryGetInt32(out var status) ? status.ToString((IFormatProvider?)null) : null;
                }

                // A property's value, whatever is in it.
                if (json.TokenType is JsonTokenType.PropertyName)
                {
                    json.Skip();
                }
            }

            return "200";
        }
        catch (JsonException)
        {
            // Cut off, or no JSON.
            return null;
        }
    }

    private sealed class Open
    {
        public string? Function { get; set; }

        public string? Outcome { get; set; }

        public int Delivered { get; set; }

        public Dictionary<int, int> Undelivered { get; } = [];
    }
}
