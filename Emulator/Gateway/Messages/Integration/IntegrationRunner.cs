using System.Diagnostics;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Integration.Backends;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Journal;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration;

/// <summary>Calls a route's integration, waits no longer than its timeout, and accounts for what became of it.</summary>
internal sealed partial class IntegrationRunner(
    ILambdaInvoker invoker,
    GatewayMetrics metrics,
    FaultInjection faults,
    TimeProvider timeProvider,
    EventJournal journal,
    ILogger<IntegrationRunner> logger,
    InvokePermissions? permissions = null,
    MappedIntegrations? mapped = null)
{
    /// <param name="payload">The event; taken over and given back to its pool here.</param>
    public async Task<InvocationOutcome> RunAsync(
        RouteIntegration integration,
        EventBuffer payload,
        Connection connection,
        string routeKey,
        EventStamp stamp)
    {
        var start = timeProvider.GetTimestamp();
        var outcome = integration switch
        {
            RouteIntegration.LambdaProxy(var functionName) when permissions?.Missing(
                functionName, integration.CredentialsArn, $"{connection.ApiId}/{connection.StageName}/{routeKey}") is { } missing =>
                new InvocationOutcome.Unreachable(missing),
            RouteIntegration.LambdaProxy(var functionName) =>
                await InvokeAsync(new LambdaInvocation(functionName, payload.Written, stamp.TraceId, stamp.RequestId), integration.Timeout),
            _ => throw new UnreachableException($"No runner for {integration}"),
        };

        // When nobody waits any more the function may still be about to get the event: then the buffer is not used again.
        if (outcome is not InvocationOutcome.TimedOut)
        {
            payload.Dispose();
        }

        metrics.Integrated(connection, routeKey, timeProvider.GetElapsedTime(start));
        journal.Integrated(connection, stamp, routeKey, outcome, timeProvider.GetElapsedTime(start));
        Account(outcome, connection, routeKey);
        return outcome;
    }

    /// <summary>The same for the other integration types, whose request is mapped and not an event.</summary>
    public async Task<InvocationOutcome> RunAsync(RouteIntegration.Mapped integration, RouteRequest request)
    {
        var start = timeProvider.GetTimestamp();
        var outcome = mapped is null ? new InvocationOutcome.Unreachable("Nothing runs mapped integrations") : await mapped.RunAsync(integration, request);
        metrics.Integrated(request.Connection, request.RouteKey, timeProvider.GetElapsedTime(start));
        Account(outcome, request.Connection, request.RouteKey);
        return outcome;
    }

    /// <summary>Calls a function and waits no longer than that. What becomes of it is for the caller to account for.</summary>
    public async Task<InvocationOutcome> InvokeAsync(LambdaInvocation invocation, TimeSpan timeoutAfter)
    {
        // Not disposed: it has no timer of its own, and the timer below may just be looking for a debugger when the function answers.
        var timeout = new CancellationTokenSource();
        await using var timer = timeProvider.CreateTimer(
            _ =>
            {
                if (!invoker.IsBeingDebugged(invocation.FunctionName))
                {
                    timeout.Cancel();
                }
            },
            null,
            timeoutAfter,
            timeoutAfter);
        try
        {
            return faults.InForce is { } inForce
                ? await inForce.InvokeAsync(invoker, invocation, timeout.Token)
                : await invoker.InvokeAsync(invocation, timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new InvocationOutcome.TimedOut();
        }
#pragma warning disable CA1031 // The invoker promises not to throw; if it does, that costs this invocation and not the connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBug(e, invocation.FunctionName);
            return new InvocationOutcome.Unreachable(e.Message);
        }
    }

    private void Account(InvocationOutcome outcome, Connection connection, string routeKey)
    {
        switch (outcome)
        {
            case InvocationOutcome.Responded(var payload):
                // As on AWS, where a function that answers {"statusCode":500} has failed its route though it has not failed.
                if (metrics.AreErrorsCounted && ProxyResponseReader.Read(payload.Span) is ProxyResponse.Answer { StatusCode: >= 400 })
                {
                    metrics.IntegrationError(connection, routeKey);
                }

                break;
            case InvocationOutcome.Mapped { StatusCode: var status }:
                if (status >= 500)
                {
                    metrics.IntegrationError(connection, routeKey);
                    LogBackendFailed(connection.Id, routeKey, status);
                }

                break;
            case InvocationOutcome.UnsupportedMediaType(var key):
                metrics.ClientError(connection.ApiId, connection.StageName);
                LogNoTemplate(connection.Id, routeKey, key);
                break;
            case InvocationOutcome.FunctionFailed { IsOfStop: true }:
                break;
            case InvocationOutcome.FunctionFailed(var errorType, var errorMessage):
                metrics.IntegrationError(connection, routeKey);
                LogFunctionFailed(connection.Id, routeKey, errorType, errorMessage);
                break;
            case InvocationOutcome.Throttled:
                metrics.IntegrationError(connection, routeKey);
                LogThrottled(connection.Id, routeKey);
                break;
            case InvocationOutcome.TimedOut:
                metrics.IntegrationError(connection, routeKey);
                LogTimedOut(connection.Id, routeKey);
                break;
            case InvocationOutcome.Unreachable(var reason):
                metrics.ExecutionError(connection, routeKey);
                LogUnreachable(connection.Id, routeKey, reason);
                break;
        }
    }

    [LoggerMessage(1400, LogLevel.Warning, "{ConnectionId} {RouteKey}: the function failed: {ErrorType}: {ErrorMessage}")]
    private partial void LogFunctionFailed(ConnectionId connectionId, string routeKey, string errorType, string errorMessage);

    [LoggerMessage(1401, LogLevel.Warning, "{ConnectionId} {RouteKey}: the function is throttled, the event is lost")]
    private partial void LogThrottled(ConnectionId connectionId, string routeKey);

    [LoggerMessage(1402, LogLevel.Warning, "{ConnectionId} {RouteKey}: no answer within the integration's timeout")]
    private partial void LogTimedOut(ConnectionId connectionId, string routeKey);

    [LoggerMessage(1403, LogLevel.Warning, "{ConnectionId} {RouteKey}: the integration can't be called: {Reason}")]
    private partial void LogUnreachable(ConnectionId connectionId, string routeKey, string reason);

    [LoggerMessage(1405, LogLevel.Warning, "{ConnectionId} {RouteKey}: the integration answered with {StatusCode}")]
    private partial void LogBackendFailed(ConnectionId connectionId, string routeKey, int statusCode);

    [LoggerMessage(1406, LogLevel.Information, "{ConnectionId} {RouteKey}: there is no request template '{Key}', and nothing passes through without one")]
    private partial void LogNoTemplate(ConnectionId connectionId, string routeKey, string key);

    [LoggerMessage(1404, LogLevel.Error, "A bug in the gateway kept {FunctionName} from being called")]
    private partial void LogBug(Exception exception, string functionName);
}
