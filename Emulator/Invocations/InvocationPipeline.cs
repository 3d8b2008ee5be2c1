using Chat.Emulator.Iam;
using Chat.Emulator.Invocations.Faults;

namespace Chat.Emulator.Invocations;

/// <summary>
/// The one way to a backend, whoever calls: a route's integration of any type, an authorizer, the Invoke API, an event for later. What holds
/// for all of them is here, once and in this order: permission, faults, the caller's patience, which waits for debuggers, and the account of
/// what became of it. A backend gets all of it by being called through here.
/// </summary>
internal sealed partial class InvocationPipeline(
    ILambdaInvoker functions,
    FaultInjection faults,
    TimeProvider timeProvider,
    ILogger<InvocationPipeline> logger,
    InvokePermissions? permissions = null)
{
    /// <summary>Calls a function.</summary>
    public ValueTask<InvocationOutcome> RunAsync(
        LambdaInvocation invocation,
        CancellationToken cancellationToken,
        InvokeSource? source = null,
        TimeSpan? timeout = null,
        Action<InvocationOutcome, TimeSpan>? completed = null) => RunAsync(
            new InvocationCall
            {
                FunctionName = invocation.FunctionName,
                TraceId = invocation.TraceId,
                Source = source,
                Timeout = timeout,
                Invoke = token => functions.InvokeAsync(invocation, token),
                Completed = completed,
            },
            cancellationToken);

    /// <summary>Never throws for what a backend does. Cancelling stops the waiting, and is the one exception.</summary>
    public async ValueTask<InvocationOutcome> RunAsync(InvocationCall call, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        var outcome = call.Refusal ?? FindMissing(call) ?? await InvokeAsync(call, cancellationToken);
        call.Completed?.Invoke(outcome, timeProvider.GetElapsedTime(start));
        return outcome;
    }

    private InvocationOutcome.Unreachable? FindMissing(InvocationCall call) =>
        call is { Source: { } source, FunctionName: { } functionName }
        && permissions?.Missing(functionName, source.CredentialsArn, source.Resource) is { } missing
            ? new InvocationOutcome.Unreachable(missing)
            : null;

    private async ValueTask<InvocationOutcome> InvokeAsync(InvocationCall call, CancellationToken cancellationToken)
    {
        // Not disposed: it has no timer of its own, and the timer below may just be looking for a debugger when the backend answers.
        var timeout = call.Timeout is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = call.Timeout is { } limit
            ? timeProvider.CreateTimer(_ => GiveUp(call, timeout!), null, limit, limit)
            : null;
        try
        {
            var token = timeout?.Token ?? cancellationToken;
            return faults.InForce is { } inForce && call.IsRunNow
                ? await inForce.InvokeAsync(call, token)
                : await call.Invoke(token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (timeout?.IsCancellationRequested == true)
        {
            return new InvocationOutcome.TimedOut { Limit = call.Timeout };
        }
#pragma warning disable CA1031 // Backends promise not to throw; if one does, that costs this call and not the connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBug(e, call.Name);
            return new InvocationOutcome.Unreachable(e.Message);
        }
    }

    private void GiveUp(InvocationCall call, CancellationTokenSource timeout)
    {
        if (call.FunctionName is null || !functions.IsBeingDebugged(call.FunctionName))
        {
            timeout.Cancel();
        }
    }

    [LoggerMessage(1404, LogLevel.Error, "A bug kept {Name} from being called")]
    private partial void LogBug(Exception exception, string name);
}
