using System.Collections.Concurrent;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>
/// Events that nobody waits for. A function that fails is tried twice more, after the pauses that AWS makes, unless the template says less; then the event is given up.
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
/// </summary>
/// <remarks>Bounded in events and bytes, since each is a task that may wait for minutes: what is over the limit is the caller's to send again.
/// Its parameters: what runs events, what the template says of them, when they run, and whom it tells. Six, for none of them has to do with another.</remarks>
internal sealed partial class AsyncInvocations(
    InvocationPipeline pipeline, ILambdaInvoker functions, AsyncPauses pauses, DeadLetters deadLetters, TimeProvider timeProvider, ILogger<AsyncInvocations> logger)
    : IAsyncDisposable
{
    public const int MaxEvents = 1_000;

    private const long MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan FirstThrottlePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxThrottlePause = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _events;
    private long _bytes;

    /// <summary>False when too many events wait already.</summary>
    public bool TryAccept(LambdaInvocation invocation)
    {
        if (Interlocked.Increment(ref _events) > MaxEvents | Interlocked.Add(ref _bytes, invocation.Payload.Length) > MaxBytes
            || _stopping.IsCancellationRequested)
        {
            Leave(invocation);
            return false;
        }

        var running = RunAsync(invocation);
        _running[running] = true;
        _ = running.ContinueWith(
            done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return true;
    }

    /// <summary>Gives up the events that wait, and no longer looks at those that run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _stopping.Dispose();
    }

    private async Task RunAsync(LambdaInvocation invocation)
    {
        // The caller's 202 doesn't wait for any of this.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await TryAsync(invocation, timeProvider.GetTimestamp());
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            LogGivenUp(invocation.FunctionName);
        }
        finally
        {
            Leave(invocation);
        }
    }

    private async Task TryAsync(LambdaInvocation invocation, long accepted)
    {
        var settings = functions.AsyncSettingsOf(invocation.FunctionName);
        var failures = 0;
        var attempts = 0;
        var throttlePause = FirstThrottlePause;
        while (true)
        {
            attempts++;
            switch (await pipeline.RunAsync(invocation, _stopping.Token))
            {
                case InvocationOutcome.Responded:
                    return;
                case InvocationOutcome.Throttled when IsYoung(throttlePause):
                    await Task.Delay(throttlePause, timeProvider, _stopping.Token);
                    throttlePause = throttlePause * 2 < MaxThrottlePause ? throttlePause * 2 : MaxThrottlePause;
                    break;
                case InvocationOutcome.FunctionFailed(var type, var message) when failures < settings.MaxRetries && IsYoung(pauses.Before(failures + 1)):
                    failures++;
                    LogRetry(invocation.FunctionName, type, message, pauses.Before(failures));
                    await Task.Delay(pauses.Before(failures), timeProvider, _stopping.Token);
                    break;
                case var last:
                    deadLetters.Add(invocation, settings.DeadLetterArns, last.GetType().Name, attempts);
                    return;
            }
        }

        bool IsYoung(TimeSpan pause) => timeProvider.GetElapsedTime(accepted) + pause < settings.MaxAge;
    }

    private void Leave(LambdaInvocation invocation)
    {
        Interlocked.Decrement(ref _events);
        Interlocked.Add(ref _bytes, -invocation.Payload.Length);
    }

    [LoggerMessage(440, LogLevel.Warning, "{Function} failed an event ({ErrorType}: {ErrorMessage}); it is retried in {Pause}")]
    private partial void LogRetry(string function, string errorType, string errorMessage, TimeSpan pause);

    [LoggerMessage(442, LogLevel.Warning, "The emulator is stopping: an event for {Function} isn't finished")]
    private partial void LogGivenUp(string function);
}
