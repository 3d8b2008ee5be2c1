using Chat.Contracts.Console;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Journal;

namespace Chat.Emulator.LiveConsole.Messages.Reasons;

/// <summary>A handshake is refused, a connection is closed for what its client did, or what was sent to it is lost.</summary>
internal sealed class WhyClosed(EventJournal journal)
{
    /// <summary>The gateway closes it, and not because its time has come.</summary>
    public static bool IsFailure(in JournalEntry closed) => closed.Name == nameof(EndedBy.Gateway) && closed.Status is 1002 or 1003 or 1007 or 1008 or 1009 or 1011;

    public WhyView? Of(in JournalEntry entry) => entry.Kind switch
    {
        JournalKind.SlowConsumer => new WhyView(
            Causes.Limit, $"Closed as a slow consumer: {entry.Status} {(entry.Status == 1 ? "post to it was" : "posts to it were")} refused because it doesn't read. --slow-consumers sets when.", entry.Sequence),
        JournalKind.Undelivered => new WhyView(
            Causes.Gone, $"{entry.Status} {(entry.Status == 1 ? "message" : "messages")} to the client had been taken and {(entry.Status == 1 ? "was" : "were")} never sent: its socket was dead.", entry.Sequence),
        JournalKind.Closed when IsFailure(entry) => new WhyView(
            entry.Status is 1008 or 1009 ? Causes.Limit : Causes.Protocol,
            $"Closed by the gateway with {entry.Status}{(journal.TextOf(entry) is { Length: > 0 } why ? $": {why}" : "")}.",
            entry.Sequence),
        _ => null,
    };

    public WhyView Refused(in JournalEntry entry)
    {
        var why = journal.TextOf(entry);
        var error = entry.Detail is { Length: > 0 } type && !why.Contains(type, StringComparison.Ordinal) ? $" {type}" : "";
        return new WhyView(
            Causes.Refused, $"The handshake with the stage {entry.Name} is refused with {entry.Status}{error}{(why.Length > 0 ? $": {why.TrimEnd('.')}" : "")}.", entry.Sequence);
    }
}
