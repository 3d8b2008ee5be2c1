using System.Text.Json;
using Chat.Contracts.Console;
using Chat.Emulator.Journal;

namespace Chat.Emulator.LiveConsole.Messages.Reasons;

/// <summary>No route took a message, the route refused it, or its integration came to nothing.</summary>
internal sealed class WhyRoute(EventJournal journal)
{
    public WhyView? Of(in JournalEntry entry, JournalMessage message)
    {
        var (cause, sentence) = entry.Kind switch
        {
            JournalKind.Routed => entry.Name is null ? (Causes.NoRoute, Nowhere(entry, message)) : default,
            JournalKind.BodyRefused => (Causes.BadRequest, $"The body doesn't fit the model{Models(entry.Detail)} of the route {entry.Name}, so its integration isn't called."),
            JournalKind.Throttled => (Causes.Throttled, $"{(entry.Name is { } route ? $"The route {route}" : "A message that no route takes")} is throttled: {entry.Detail}, is used up."),
            JournalKind.AnswerRefused => (Causes.BadAnswer, $"The answer of the route {entry.Name} can't be used: {journal.TextOf(entry)}. The client gets \"Internal server error\"."),
            _ => Integrated(entry, message),
        };
        return cause is null ? null : new WhyView(cause, sentence, entry.Sequence);
    }

    private string Nowhere(in JournalEntry entry, JournalMessage message)
    {
        if (entry.Detail is not { } expression)
        {
            return "No route: the stage is no more in the template.";
        }

        var key = journal.TextOf(entry);
        var gives = key.Length > 0 ? $"{expression} gives '{key}', which is no route's key"
            : message.Find(JournalKind.FrameIn) is { Sequence: > 0 } frame && IsWhole(frame) && !IsJson(journal.BytesOf(frame)) ? $"the message isn't JSON, so that {expression} gives nothing"
            : $"the message has no value for {expression}";
        return $"No route: {gives}, and the API has no $default route.";
    }

    private (string Cause, string Sentence) Integrated(in JournalEntry entry, JournalMessage message)
    {
        var text = journal.TextOf(entry);
        if (entry.Fault is { } fault)
        {
            var what = entry.Detail switch
            {
                "lost" => $"{entry.Name} isn't sent",
                "timedOut" => $"the route {entry.Name} got {text}",
                _ => $"the function of the route {entry.Name} isn't called",
            };
            return (Causes.Fault, $"On purpose, by the fault {fault}: {what}.");
        }

        return entry.Detail switch
        {
            "timedOut" => (Causes.Timeout, $"The integration's timeout of the route {entry.Name} ran out: {text}, {Meanwhile(message)}."),
            "unreachable" when text.Contains("lambda:InvokeFunction", StringComparison.Ordinal) => (Causes.Denied, $"{char.ToUpperInvariant(text[0])}{text[1..]}."),
            "unreachable" => (Causes.Unreachable, $"The integration of the route {entry.Name} can't be called: {text}."),
            "noTemplate" => (Causes.BadRequest, $"The integration of the route {entry.Name} refuses the message: {text}."),
            "throttled" when !message.Has(JournalKind.InvocationEnded) => (Causes.Throttled, $"The function of the route {entry.Name} is throttled."),
            "failed" when entry.Status > 0 => (Causes.Status, $"The backend of the route {entry.Name} answered with {entry.Status}."),
            "failed" when !message.Has(JournalKind.InvocationEnded) => (Causes.Exception, $"The integration of the route {entry.Name} failed: {text}"),
            _ => default,
        };
    }

    private static string Meanwhile(JournalMessage message) => message.FindLast(JournalKind.InvocationStarted) is not { Sequence: > 0 } started
        ? "and no environment had taken the event"
        : message.Has(JournalKind.InvocationEnded) ? $"and {started.Function} answered too late" : $"and {started.Function} goes on, to its own timeout";

    private static string Models(string? names) => names is { Length: > 0 } ? $" {names}" : "";

    private static bool IsWhole(in JournalEntry entry) => entry.TextLength == entry.Bytes;

    private static bool IsJson(byte[] text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
