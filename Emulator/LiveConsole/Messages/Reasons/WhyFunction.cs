using System.Text;
using Chat.Contracts.Console;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda;

namespace Chat.Emulator.LiveConsole.Messages.Reasons;

/// <summary>A function threw, ended, ran out of time, was throttled, or answered that it failed.</summary>
internal sealed class WhyFunction(EventJournal journal)
{
    private const int MaxMessage = 400;

    /// <summary>Null when the invocation went well, or another event says why it didn't.</summary>
    public WhyView? Of(in JournalEntry entry, string kind) => entry.Detail switch
    {
        "failed" => Failed(entry),
        "throttled" => new WhyView(Causes.Throttled, $"{entry.Function} is throttled: {LambdaQuotas.MaxWaiting:#,0} events wait for it already.", entry.Sequence),
        "responded" when kind is not MessageKinds.Handshake => Answered(entry),
        _ => null,
    };

    /// <summary>Nobody waits for the event, and nobody tries it again.</summary>
    public static WhyView GivenUp(in JournalEntry entry) => new(
        Causes.GivenUp,
        $"{entry.Function} failed for good on attempt {entry.Status} ({entry.Name}): {(entry.Detail is { } place ? $"on AWS the event goes to {place}" : "nothing gets the event")}.",
        entry.Sequence);

    private WhyView Failed(in JournalEntry entry)
    {
        var lines = journal.TextOf(entry).Split('\n');
        var message = JournalTexts.Shortened(lines[0], MaxMessage);
        if (entry.Name is "Sandbox.Timedout")
        {
            return new WhyView(Causes.Timeout, $"{entry.Function} ran into its own timeout: {message}.", entry.Sequence);
        }

        // Lambda's own words for a process that ended, or that didn't come up.
        if (entry.Name is { } type && (type.StartsWith("Runtime.", StringComparison.Ordinal) || type.StartsWith("Sandbox.", StringComparison.Ordinal)))
        {
            return new WhyView(Causes.Exception, $"{entry.Function} failed with {type}: {message}", entry.Sequence);
        }

        var where = lines.Length > 1 && IsFrame(lines[^1]) ? $", {lines[^1].Trim()}" : "";
        return new WhyView(Causes.Exception, $"{entry.Function} threw {entry.Name}{(message.Length > 0 ? $": {message}" : "")}{where}", entry.Sequence);
    }

    private static bool IsFrame(string line) => line.StartsWith("at ", StringComparison.Ordinal) || line.StartsWith("File \"", StringComparison.Ordinal);

    private WhyView? Answered(in JournalEntry entry)
    {
        if (AnswerStatus.Read(journal, entry) is not { StatusCode: >= 400 and var status } answer)
        {
            return null;
        }

        var body = answer.Body.IsEmpty || answer.IsBase64Encoded ? "" : $": {JournalTexts.Shortened(Encoding.UTF8.GetString(answer.Body.Span), MaxMessage)}";
        return new WhyView(Causes.Status, $"{entry.Function} answered with the statusCode {status}{body}", entry.Sequence);
    }
}
