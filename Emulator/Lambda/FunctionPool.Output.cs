namespace Chat.Emulator.Lambda;

/// <content>For those who want to see what an invocation writes.</content>
internal sealed partial class FunctionPool
{
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Since the environment got the event that it has, or had last.</summary>
    public TimeSpan SinceEvent(FunctionEnvironment environment) => _time.GetElapsedTime(environment.BusySince);

    /// <summary>Returns when what the process has written by now is known, or that takes too long.</summary>
    public async Task FlushAsync(FunctionEnvironment environment)
    {
        if (environment.Flush is not { } flush)
        {
            return;
        }

        try
        {
            await flush().WaitAsync(LambdaQuotas.OutputFlush, _time);
        }
        catch (TimeoutException)
        {
            // A guard that is that slow: better a log without its end than no answer.
        }
    }
}
