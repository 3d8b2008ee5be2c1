using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>
/// Events that are given up. On AWS they go into a queue, to a topic or whatever the template names; here they are counted, logged, and shown in the console.
/// </summary>
internal sealed partial class DeadLetters(EventJournal journal, LambdaMetrics metrics, ILogger<DeadLetters> logger)
{
    public void Add(LambdaInvocation invocation, IReadOnlyList<string> arns, string why, int attempts)
    {
        var place = string.Join(", ", arns);
        metrics.GivenUp(invocation.FunctionName, arns.Count > 0);
        journal.EventGivenUp(invocation, place, why, attempts);
        if (arns.Count > 0)
        {
            LogDeadLetter(invocation.FunctionName, place, why, attempts);
        }
        else
        {
            LogLost(invocation.FunctionName, why, attempts);
        }
    }

    // What is in it may be anything, and is not for logs.
    [LoggerMessage(443, LogLevel.Error, "An event for {Function} goes to {Place} on AWS, and is given up here: {Outcome} on attempt {Try}. The console has it")]
    private partial void LogDeadLetter(string function, string place, string outcome, int @try);

    [LoggerMessage(441, LogLevel.Error, "An event for {Function} is lost: {Outcome} on attempt {Try}")]
    private partial void LogLost(string function, string outcome, int @try);
}
