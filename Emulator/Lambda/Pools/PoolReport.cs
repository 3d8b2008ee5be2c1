using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;

namespace Chat.Emulator.Lambda.Pools;

/// <summary>What pools tell of invocations and environments: to the metrics, the journal and the log.</summary>
internal sealed partial class PoolReport(LambdaMetrics metrics, EventJournal journal, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<FunctionPool>();

    public ILogger CreateLogger<T>() => loggers.CreateLogger<T>();

    public void Started(FunctionEnvironment environment, Invocation invocation) => journal.InvocationStarted(environment, invocation);

    public void Throttled(string function, Invocation invocation, InvocationOutcome.Throttled outcome)
    {
        metrics.Record(function, outcome, TimeSpan.Zero);
        journal.InvocationEnded(function, invocation, outcome, TimeSpan.Zero);
        LogThrottled(function, invocation.RequestId, LambdaQuotas.MaxWaiting);
    }

    public void Finished(string function, Invocation invocation, InvocationOutcome outcome, TimeSpan elapsed)
    {
        metrics.Record(function, outcome, elapsed);
        if (outcome is InvocationOutcome.FunctionFailed { IsOfStop: false } failed)
        {
            LogFailed(function, invocation.RequestId, failed.ErrorType, failed.ErrorMessage);
        }
        else if (outcome is InvocationOutcome.Responded)
        {
            LogResponded(function, invocation.RequestId, elapsed.TotalMilliseconds);
        }

        journal.InvocationEnded(function, invocation, outcome, elapsed);
    }

    /// <param name="hasFailed">With an event that it had, or was started for.</param>
    public void Ended(string function, FunctionEnvironment environment, EnvironmentState was, FunctionError error, bool hasFailed)
    {
        switch (was)
        {
            case EnvironmentState.Starting when hasFailed:
                // What it wrote has been logged as it wrote it; and whoever warms it up tells of the failure.
                LogNotStarted(function, error.ErrorType, error.ErrorMessage);
                break;
            case EnvironmentState.Returning when environment.IsAttached:
                LogDetached(function);
                break;
            case EnvironmentState.Waiting or EnvironmentState.Returning:
                LogEnded(function, error.ErrorType, error.ErrorMessage);
                break;
        }
    }
}
