using System.Diagnostics;

namespace Chat.Emulator.Invocations;

/// <summary>How an outcome stands in a span.</summary>
internal static class OutcomeSpans
{
    /// <summary>What an invocation came to; everything but an answer is an error.</summary>
    public static void SetOutcome(this Activity? span, InvocationOutcome outcome)
    {
        if (span is null || outcome is InvocationOutcome.Responded or InvocationOutcome.Mapped { StatusCode: < 500 })
        {
            return;
        }

        var (type, why) = outcome switch
        {
            InvocationOutcome.FunctionFailed(var errorType, var message) => (errorType, message),
            InvocationOutcome.Unreachable(var reason) => (nameof(InvocationOutcome.Unreachable), reason),
            _ => (outcome.GetType().Name, null),
        };
        span.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error, why);
    }
}
