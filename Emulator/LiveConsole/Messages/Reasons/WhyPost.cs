using System.Globalization;
using Chat.Contracts.Console;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;

namespace Chat.Emulator.LiveConsole.Messages.Reasons;

/// <summary>Calls of <c>@connections</c> that were refused: those that were refused for the same are one sentence.</summary>
/// <remarks>For one reading of the journal: it remembers who closed.</remarks>
internal sealed class WhyPost(EventJournal journal, GatewayLimits limits)
{
    private const int MaxNamed = 3;

    private Dictionary<string, JournalEntry>? _closed;

    public IEnumerable<WhyView> Of(JournalMessage message)
    {
        // The denial says more.
        var isDenied = message.Has(JournalKind.Denied);
        return message.Entries
            .Where(IsTold)
            .Where(entry => entry.Status != StatusCodes.Status403Forbidden || !isDenied)
            .GroupBy(entry => (entry.Name, entry.Status, entry.Fault, Detail: entry.Status == StatusCodes.Status429TooManyRequests ? entry.Detail : null))
            .Select(refused => Of([.. refused], message));
    }

    /// <summary>Whether there is anything to say of an entry.</summary>
    public static bool IsTold(JournalEntry entry) => entry.Kind is JournalKind.PostBack && (entry.Status >= 400 || entry.Fault is not null);

    private WhyView Of(List<JournalEntry> refused, JournalMessage message)
    {
        var first = refused[0];
        var (cause, lead) = first switch
        {
            { Fault: "posts.answerLost" } => (Causes.Fault, "On purpose, by the fault posts.answerLost, delivered and not answered"),
            { Fault: { } fault } => (Causes.Fault, $"On purpose, by the fault {fault}, {first.Status}"),
            { Status: StatusCodes.Status410Gone } => (Causes.Gone, "The connection is gone (410)"),
            { Status: StatusCodes.Status413PayloadTooLarge } => (Causes.Limit, string.Create(
                CultureInfo.InvariantCulture, $"The message is too long (413), {(first.Bytes > 0 ? $"{first.Bytes:#,0} bytes of at most" : "it has at most")} {limits.MaxMessageBytes:#,0}")),
            { Status: StatusCodes.Status429TooManyRequests } => (Causes.Throttled, $"Throttled (429), {first.Detail}"),
            { Status: StatusCodes.Status400BadRequest } => (Causes.BadRequest, "No connection can have that id (400)"),
            { Status: StatusCodes.Status403Forbidden } => (Causes.Denied, "Denied (403)"),
            _ => (Causes.BadRequest, $"Answered with {first.Status} ({first.Detail})"),
        };
        var isRecovered = refused.TrueForAll(entry => IsRepeated(entry, message));
        var rest = isRecovered ? refused.Count == 1 ? "; repeated, and taken then" : "; all repeated, and taken then"
            : first.Status == StatusCodes.Status410Gone && refused.Count == 1 ? HowItClosed(first)
            : "";
        return new WhyView(cause, $"{lead}: {Calls(refused)} to {Names(refused)}{rest}.", first.Sequence, isRecovered);
    }

    private static bool IsRepeated(JournalEntry refused, JournalMessage message) => message.Entries.Exists(
        entry => entry is { Kind: JournalKind.PostBack, Status: < 400, Fault: null } && entry.Sequence > refused.Sequence && entry.ConnectionId == refused.ConnectionId && entry.Name == refused.Name);

    private static string Calls(List<JournalEntry> refused)
    {
        var what = refused[0].Name is "POST" ? "post" : $"{refused[0].Name} of @connections";
        var who = refused[0].Function is { } function ? $" by {function}" : "";
        return refused.Count == 1 ? $"a {what}{who}" : string.Create(CultureInfo.InvariantCulture, $"{refused.Count:#,0} {what}s{who}");
    }

    private static string Names(List<JournalEntry> refused)
    {
        var names = refused.Select(entry => entry.ConnectionId).Distinct().ToList();
        var named = string.Join(", ", names.Take(MaxNamed));
        return names.Count > MaxNamed ? string.Create(CultureInfo.InvariantCulture, $"{named} and {names.Count - MaxNamed:#,0} more") : named;
    }

    // The journal may still know it.
    private string HowItClosed(in JournalEntry post)
    {
        if (post.ConnectionId is null || !(_closed ??= FindClosed()).TryGetValue(post.ConnectionId, out var closed))
        {
            return "";
        }

        var since = TimeSpan.FromTicks(Math.Max(0, post.UtcTicks - closed.UtcTicks));
        return string.Create(CultureInfo.InvariantCulture, $"; closed {since.TotalSeconds:0.0} s before with {closed.Status}, by the {closed.Name?.ToLowerInvariant()}");
    }

    private Dictionary<string, JournalEntry> FindClosed()
    {
        var closed = new Dictionary<string, JournalEntry>(StringComparer.Ordinal);
        foreach (var entry in journal.Entries(journal.First, journal.Next))
        {
            if (entry is { Kind: JournalKind.Closed, ConnectionId: { } id })
            {
                closed[id] = entry;
            }
        }

        return closed;
    }
}
