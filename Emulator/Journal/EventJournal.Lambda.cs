using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda;

namespace Chat.Emulator.Journal;

/// <content>What the functions tell.</content>
internal sealed partial class EventJournal
{
    /// <summary>An environment gets an event.</summary>
    public void InvocationStarted(FunctionEnvironment environment, Invocation invocation) => Write(
        new JournalEntry
        {
            Kind = JournalKind.InvocationStarted,
            MessageId = invocation.MessageId,
            RequestId = invocation.RequestId,
            Function = environment.Pool.Function.Name,
            Environment = environment.Id,
            Bytes = invocation.Payload.Length,
            DurationTicks = _time.GetElapsedTime(invocation.Arrived).Ticks,
        },
        invocation.Payload.Span);

    /// <summary>An invocation is over, or was refused.</summary>
    public void InvocationEnded(string function, Invocation invocation, InvocationOutcome outcome, TimeSpan duration)
    {
        var entry = new JournalEntry
        {
            Kind = JournalKind.InvocationEnded,
            MessageId = invocation.MessageId,
            RequestId = invocation.RequestId,
            Function = function,
            Detail = OutcomeOf(outcome),
            DurationTicks = duration.Ticks,
        };
        switch (outcome)
        {
            case InvocationOutcome.Responded(var payload):
                entry.Bytes = payload.Length;
                Write(entry, payload.Span);
                break;
            case InvocationOutcome.FunctionFailed(var errorType, var errorMessage):
                entry.Name = errorType;
                Write(entry, errorMessage);
                break;
            default:
                Write(entry);
                break;
        }
    }

    /// <summary>
    /// A line that an environment wrote. It belongs to the event that the environment has; or to the one before, whose last lines may come
    /// after its answer: they go another way.
    /// </summary>
    public void Log(FunctionEnvironment environment, string line)
    {
        var last = environment.Last;
        var isOfLast = last is not null && line.Contains(last.RequestId, StringComparison.Ordinal);
        var invocation = isOfLast ? last : environment.Current ?? last;
        Write(
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

    private static string OutcomeOf(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Responded => "responded",
        InvocationOutcome.FunctionFailed => "failed",
        InvocationOutcome.Throttled => "throttled",
        InvocationOutcome.TimedOut => "timedOut",
        InvocationOutcome.Unreachable => "unreachable",
        _ => "other",
    };
}
