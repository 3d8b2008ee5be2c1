using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Chat.Contracts.Console;
using Chat.Emulator.Journal;

namespace Chat.Emulator.LiveConsole;

/// <summary>Which events somebody wants to see. Reads the journal and puts what it finds in words.</summary>
internal sealed record EventFilter
{
    public static readonly FrozenDictionary<JournalKind, string> Names = Enum.GetValues<JournalKind>()
        .ToFrozenDictionary(kind => kind, kind => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()));

    /// <summary>Empty: all.</summary>
    public FrozenSet<JournalKind> Kinds { get; init; } = [];

    public string? ConnectionId { get; init; }

    public string? MessageId { get; init; }

    public string? Function { get; init; }

    /// <summary>Stands somewhere in the event, in whatever case.</summary>
    public string? Text { get; init; }

    /// <summary>Null when a kind in the query is none.</summary>
    public static EventFilter? Read(IQueryCollection query)
    {
        var kinds = new HashSet<JournalKind>();
        foreach (var name in (Value(query, "kinds") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Names.Any(known => known.Value == name))
            {
                return null;
            }

            kinds.Add(Names.First(known => known.Value == name).Key);
        }

        return new EventFilter
        {
            Kinds = kinds.ToFrozenSet(),
            ConnectionId = Value(query, "connection"),
            MessageId = Value(query, "message"),
            Function = Value(query, "function"),
            Text = Value(query, "text"),
        };
    }

    /// <summary>The newest events, up to a number of them, oldest first.</summary>
    public List<EventView> ReadNewest(EventJournal journal, int limit, long before = long.MaxValue)
    {
        var found = new List<EventView>();
        for (var sequence = Math.Min(before, journal.Next) - 1; found.Count < limit && journal.TryRead(sequence, out var entry); sequence--)
        {
            AddTo(found, journal, entry);
        }

        found.Reverse();
        return found;
    }

    /// <summary>The events after one, oldest first. What isn't kept any more is counted.</summary>
    public EventsView ReadAfter(EventJournal journal, long after, int limit)
    {
        var first = journal.First;
        var next = journal.Next;
        after = Math.Clamp(after, 0, next - 1);
        var sequence = Math.Max(after + 1, first);
        var lost = Math.Max(0, first - after - 1);
        var found = new List<EventView>();
        for (; sequence < next && found.Count < limit; sequence++)
        {
            if (journal.TryRead(sequence, out var entry))
            {
                AddTo(found, journal, entry);
            }
            else
            {
                // Overwritten since the look above.
                lost++;
            }
        }

        return new EventsView(found, first, sequence - 1, lost);
    }

    /// <summary>The events of these entries, as far as they are kept still.</summary>
    public static List<EventView> ViewsOf(EventJournal journal, IEnumerable<JournalEntry> entries)
    {
        var found = new List<EventView>();
        foreach (var entry in entries)
        {
            if (journal.TryRead(entry.Sequence, out var whole, out var text))
            {
                found.Add(View(whole, text));
            }
        }

        return found;
    }

    /// <summary>A parameter that says something; null: it isn't there, or is empty.</summary>
    internal static string? Value(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;

    private void AddTo(List<EventView> found, EventJournal journal, in JournalEntry entry)
    {
        if (Matches(entry) && journal.TryRead(entry.Sequence, out var whole, out var text))
        {
            var view = View(whole, text);
            if (Text is null || Contains(view, Text))
            {
                found.Add(view);
            }
        }
    }

    private bool Matches(in JournalEntry entry) =>
        (Kinds.Count == 0 || Kinds.Contains(entry.Kind))
        && (ConnectionId is null || entry.ConnectionId == ConnectionId)
        && (MessageId is null || entry.MessageId == MessageId)
        && (Function is null || entry.Function == Function);

    private static bool Contains(EventView view, string text)
    {
        return Has(view.Text) || Has(view.ConnectionId) || Has(view.MessageId) || Has(view.RequestId) || Has(view.Function)
            || Has(view.Name) || Has(view.Detail) || Has(view.Kind) || Has(view.Environment);

        bool Has(string? value) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
    }

    private static EventView View(in JournalEntry entry, byte[]? text) => new()
    {
        Sequence = entry.Sequence,
        Time = new DateTimeOffset(entry.UtcTicks, TimeSpan.Zero),
        Kind = Names[entry.Kind],
        ConnectionId = entry.ConnectionId,
        MessageId = entry.MessageId,
        RequestId = entry.RequestId,
        Function = entry.Function,
        Environment = entry.Environment,
        Name = entry.Name,
        Detail = entry.Detail,
        Status = entry.Status == 0 ? null : entry.Status,
        Bytes = entry.Bytes == 0 ? null : entry.Bytes,
        DurationMs = entry.DurationTicks == 0 ? null : TimeSpan.FromTicks(entry.DurationTicks).TotalMilliseconds,
        Text = text is { Length: > 0 } ? Encoding.UTF8.GetString(text) : null,
        IsCut = entry.TextLength > 0 && (text is null || entry.TextLength < entry.Bytes),
        Fault = entry.Fault,
    };
}
