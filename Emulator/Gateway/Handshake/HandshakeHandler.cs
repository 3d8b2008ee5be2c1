using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Handshake.Authorization;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;
using Chat.Emulator.Telemetry;
using Chat.ServiceDefaults;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>Takes a handshake to an open connection or a refusal.</summary>
internal sealed partial class HandshakeHandler(
    Throttle throttle,
    ConnectAuthorization authorization,
    ConnectIntegration connects,
    ConnectionRegistry registry,
    ConnectionRunner runner,
    RunningWork work,
    GatewayLimits limits,
    GatewayMetrics metrics,
    FaultInjection faults,
    TimeProvider timeProvider,
    EventJournal journal,
    ILogger<HandshakeHandler> logger)
{
    /// <param name="domainName">The host that events name: functions post to it.</param>
    public async Task HandleAsync(HttpContext context, DeployedStage stage, string domainName)
    {
        // Step 1: is it a WebSocket handshake?
        if (UpgradeRequest.FindFault(context) is { } fault)
        {
            metrics.ClientError(stage.Api.ApiId, stage.Stage.Name);
            journal.Refused(stage.Stage.Name, null, fault, null, "no WebSocket handshake");
            await (fault == StatusCodes.Status426UpgradeRequired
                ? HttpAnswer.SendErrorAsync(context, fault, "UpgradeRequiredException", "Upgrade Required")
                : HttpAnswer.SendErrorAsync(context, fault, "BadRequestException", "Bad Request"));
            return;
        }

        // Step 2: is there a token for it? Before anybody is asked, so that a storm of clients doesn't reach a function.
        if (!throttle.TryConnect(stage))
        {
            metrics.ClientError(stage.Api.ApiId, stage.Stage.Name);
            LogThrottled(stage.Stage.Name);
            journal.Throttled(null, null, RouteSelector.ConnectKey);
            await HttpAnswer.SendErrorAsync(
                context,
                StatusCodes.Status429TooManyRequests,
                "TooManyRequestsException",
                ErrorFrame.TooManyRequests);
            return;
        }

        // Step 3: the connection has its id before anybody is asked, and is pending: a post to it is answered with 410.
        var connection = new Connection(timeProvider, limits)
        {
            ApiId = stage.Api.ApiId,
            StageName = stage.Stage.Name,
            DomainName = domainName,
            Identity = ConnectRequest.IdentityOf(context),
        };
        if (!registry.TryAdd(connection))
        {
            await HttpAnswer.SendErrorAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "ServiceUnavailableException",
                "Service Unavailable");
            return;
        }

        work.Begin();
        var isDetached = false;
        try
        {
            isDetached = await ConnectAsync(context, stage, connection);
        }
        finally
        {
            if (!isDetached)
            {
                End(connection);
            }
        }
    }

    private void End(Connection connection)
    {
        registry.Remove(connection);
        work.End();
    }

    /// <summary>True when the connection lives on after the request.</summary>
    private async Task<bool> ConnectAsync(HttpContext context, DeployedStage stage, Connection connection)
    {
        // Step 4: the authorizer and the API key, then $connect, decide. A client that goes away meanwhile changes nothing: the
        // functions run on, and their answers count.
        using var span = GatewaySpans.StartHandshake(context.Request).Of(connection);
        var stamp = EventStamp.Mint(timeProvider, span);
        if (context.Request.Headers[ConnectRequest.TraceId] is [.., { } given] && XRayTraceHeader.IsUsable(given))
        {
            stamp = stamp with { TraceId = given };
        }

        if (faults.InForce is { } inForce)
        {
            await inForce.DelayHandshakeAsync(connection.Id.ToString());
        }

        var request = ConnectRequest.From(context, connection.Identity, stamp.TraceId);
        var decision = await authorization.RefuseAsync(context, connection, stage, stamp, request)
            ?? await connects.DecideAsync(connection, stage, stamp, request);
        switch (decision)
        {
            case ConnectDecision.Refuse refusal:
                span.SetStatusCode(refusal.StatusCode);
                journal.Refused(stage.Stage.Name, connection.Id.Value, refusal.StatusCode, stamp.RequestId, refusal.ErrorType);
                await HttpAnswer.SendAsync(context, refusal.StatusCode, refusal.ErrorType, refusal.Body, refusal.RequestId);
                break;
            case ConnectDecision.Accept accepted:
                // Accepted before the 101 leaves, so that nobody who hears of the open connection is told it is gone.
                connection.Subprotocol = accepted.Subprotocol;
                connection.Accept();
                journal.Connected(connection, stamp);
                if (await UpgradeAsync(context, accepted.Subprotocol) is { } upgraded)
                {
                    // The handshake ends here; the connection is no part of its trace.
                    span.SetStatusCode(StatusCodes.Status101SwitchingProtocols);
                    span?.Stop();
                    if (context.Features.Get<DetachableConnection>()?.TryDetach() is { } client)
                    {
                        _ = RunDetachedAsync(connection, client);
                        return true;
                    }

                    await runner.RunAsync(connection, ClientSocket.Of(context, upgraded));
                }
                else
                {
                    // $connect has taken the client in, so $disconnect has to take it out again.
                    LogGoneBeforeOpen(connection.Id);
                    runner.Leave(connection, CloseReason.Dropped);
                }

                break;
        }

        return false;
    }

    // The request is over for the web server, and the client's socket is ours alone.
    private async Task RunDetachedAsync(Connection connection, ConnectionContext client)
    {
        try
        {
            await runner.RunAsync(connection, ClientSocket.Of(client));

            // The last frames may be on their way still, for a while.
            await client.DisposeAsync().AsTask().WaitAsync(limits.CloseTimeout, timeProvider);
        }
        catch (TimeoutException)
        {
            client.Abort();
        }
#pragma warning disable CA1031 // Nobody awaits this.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBug(e, connection.Id);
            client.Abort();
        }
        finally
        {
            End(connection);
        }
    }

    // Step 5: the 101, without extensions. Null when the client is gone.
    private static async Task<Stream?> UpgradeAsync(HttpContext context, string? subprotocol)
    {
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = UpgradeRequest.Accept(context);
        if (subprotocol is not null)
        {
            context.Response.Headers.SecWebSocketProtocol = subprotocol;
        }

        // A client may be as slow as it likes: what waits for it is bounded by its queue, not by a rate.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
        {
            responseRate.MinDataRate = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
        {
            requestRate.MinDataRate = null;
        }

        try
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    [LoggerMessage(1100, LogLevel.Debug, "{ConnectionId} went away while $connect ran")]
    private partial void LogGoneBeforeOpen(ConnectionId connectionId);

    [LoggerMessage(1101, LogLevel.Information, "A handshake with stage {StageName} is throttled")]
    private partial void LogThrottled(string stageName);

    [LoggerMessage(1102, LogLevel.Error, "{ConnectionId} ended by a bug")]
    private partial void LogBug(Exception exception, ConnectionId connectionId);
}
