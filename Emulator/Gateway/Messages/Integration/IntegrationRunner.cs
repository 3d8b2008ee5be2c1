using System.Diagnostics;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Integration.Backends;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration;

/// <summary>Calls a route's integration, whatever its type, through <see cref="InvocationPipeline"/>, and accounts for what became of it.</summary>
internal sealed partial class IntegrationRunner(
    InvocationPipeline pipeline, MappedIntegrations mapped, GatewayMetrics metrics, EventJournal journal, ILogger<IntegrationRunner> logger)
{
    /// <param name="payload">The event; taken over and given back to its pool here.</param>
    public async Task<InvocationOutcome> RunAsync(
        RouteIntegration integration,
        EventBuffer payload,
        Connection connection,
        string routeKey,
        EventStamp stamp)
    {
        if (integration is not RouteIntegration.LambdaProxy(var functionName))
        {
            throw new UnreachableException($"No runner for {integration}");
        }

        var outcome = await pipeline.RunAsync(
            new LambdaInvocation(functionName, payload.Written, stamp.TraceId, stamp.RequestId),
            CancellationToken.None,
            SourceOf(integration, connection, routeKey),
            integration.Timeout,
            (outcome, elapsed) => Account(outcome, elapsed, connection, routeKey, stamp));

        // When nobody waits any more the function may still be about to get the event: then the buffer is not used again.
        if (outcome is not InvocationOutcome.TimedOut)
        {
            payload.Dispose();
        }

        return outcome;
    }

    /// <summary>The same for the other integration types, whose request is mapped and not an event.</summary>
    public async Task<InvocationOutcome> RunAsync(RouteIntegration.Mapped integration, RouteRequest request) => await pipeline.RunAsync(
        mapped.Prepare(integration, request) with
        {
            Source = SourceOf(integration, request.Connection, request.RouteKey),
            Completed = (outcome, elapsed) => Account(outcome, elapsed, request.Connection, request.RouteKey, request.Stamp),
        },
        CancellationToken.None);

    /// <summary>A route without an integration.</summary>
    public InvocationOutcome RunNone(Connection connection, string routeKey, EventStamp stamp)
    {
        var outcome = new InvocationOutcome.Unreachable("The route has no integration");
        journal.Integrated(connection, stamp, routeKey, outcome, TimeSpan.Zero);
        return outcome;
    }

    /// <summary>A fault keeps a connection's end from being told.</summary>
    public void LoseDisconnect(Connection connection) => journal.DisconnectLost(connection, RouteSelector.DisconnectKey);

    private static InvokeSource SourceOf(RouteIntegration integration, Connection connection, string routeKey) =>
        new(integration.CredentialsArn, $"{connection.ApiId}/{connection.StageName}/{routeKey}");

    private void Account(InvocationOutcome outcome, TimeSpan elapsed, Connection connection, string routeKey, EventStamp stamp)
    {
        metrics.Integrated(connection, routeKey, elapsed);
        journal.Integrated(connection, stamp, routeKey, outcome, elapsed);
        Account(outcome, connection, routeKey);
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
}
