using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;

namespace Chat.Emulator.Lambda;

/// <summary>What the functions tell the journal.</summary>
internal static class LambdaJournal
{
    /// <summary>An environment gets an event.</summary>
    public static void InvocationStarted(
        this EventJournal journal, FunctionEnvironment environment, Invocation invocation) => journal.Write(
        new JournalEntry
        {
            Kind = JournalKind.InvocationStarted,
            MessageId = invocation.MessageId,
            RequestId = invocation.RequestId,
            Function = environment.Pool.Function.Name,
            Environment = environment.Id,
            Bytes = invocation.Payload.Length,
            DurationTicks = journal.ElapsedSince(invocation.Arrived).Ticks,
        },
        HiddenTokens.In(invocation.Payload.Span));

    /// <summary>An invocation is over, or was refused.</summary>
    public static void InvocationEnded(
        this EventJournal journal, string function, Invocation invocation, InvocationOutcome outcome, TimeSpan duration)
    {
        var entry = new JournalEntry
        {
            Kind = JournalKind.InvocationEnded,
            MessageId = invocation.MessageId,
            RequestId = invocation.RequestId,
            Function = function,
            Detail = outcome.Name,
            DurationTicks = duration.Ticks,
        };
        switch (outcome)
        {
            case InvocationOutcome.Responded(var payload):
                entry.Bytes = payload.Length;
                journal.Write(entry, payload.Span);
                break;
            case InvocationOutcome.FunctionFailed(var errorType, var errorMessage):
                entry.Name = errorType;
                journal.Write(entry, FirstFrame.Of(((InvocationOutcome.FunctionFailed)outcome).Posted) is { } frame ? $"{errorMessage}\n{frame}" : errorMessage);
                break;
            default:
                journal.Write(entry);
                break;
        }
    }

    /// <summary>An event that nobody waited for has failed for good.</summary>
    /// <param name="place">Where it goes on AWS; empty: nowhere.</param>
    public static void EventGivenUp(this EventJournal journal, LambdaInvocation invocation, string place, string why, int attempts) => journal.Write(
        new JournalEntry
        {
            Kind = JournalKind.GivenUp,
            MessageId = invocation.MessageId,
            Function = invocation.FunctionName,
            Name = why,
            Detail = place.Length > 0 ? place : null,
            Status = attempts,
            Bytes = invocation.Payload.Length,
        },
        HiddenTokens.In(invocation.Payload.Span));

    /// <summary>A line that an environment wrote.</summary>
    /// <param name="invocation">The event that it belongs to. Null before the first.</param>
    public static void Log(this EventJournal journal, FunctionEnvironment environment, Invocation? invocation, string line)
    {
        journal.Write(
            new JournalEntry
            {
                Kind = JournalKind.Log,
                MessageId = invocation?.MessageId,
                RequestId = invocation?.RequestId,
                Function = environment.Pool.Function.Name,
                Environment = environment.Id,
            },
            line);
    }
}
