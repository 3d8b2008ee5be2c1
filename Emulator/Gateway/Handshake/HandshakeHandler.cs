using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;
using Chat.Emulator.Telemetry;
using Chat.ServiceDefaults;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>Takes a handshake to an open connection or a refusal.</summary>
internal sealed class HandshakeHandler(
    Admission admission, ConnectDecider decider, ConnectionRunner runner, HandshakeReport report, TimeProvider timeProvider)
{
    /// <param name="domainName">The host that events name: functions post to it.</param>
    public async Task HandleAsync(HttpContext context, DeployedStage stage, string domainName)
    {
        // Step 1: is it a WebSocket handshake?
        if (UpgradeRequest.FindFault(context) is { } fault)
        {
            report.NoHandshake(stage, fault);
            await (fault == StatusCodes.Status426UpgradeRequired
                ? HttpAnswer.SendErrorAsync(context, fault, "UpgradeRequiredException", "Upgrade Required")
                : HttpAnswer.SendErrorAsync(context, fault, "BadRequestException", "Bad Request"));
            return;
        }

        // Step 2: is there a token for it? Before anybody is asked, so that a storm of clients doesn't reach a function.
        if (!admission.TryEnter(stage, out var limit))
        {
            report.Throttled(stage, limit);
            await HttpAnswer.SendErrorAsync(
                context,
                StatusCodes.Status429TooManyRequests,
                "TooManyRequestsException",
                ErrorFrame.TooManyRequests);
            return;
        }

        // Step 3: the connection has its id before anybody is asked, and is pending: a post to it is answered with 410.
        if (admission.Begin(stage, domainName, ConnectRequest.IdentityOf(context)) is not { } connection)
        {
            await HttpAnswer.SendErrorAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "ServiceUnavailableException",
                "Service Unavailable");
            return;
        }

        var isDetached = false;
        try
        {
            isDetached = await ConnectAsync(context, stage, connection);
        }
        finally
        {
            if (!isDetached)
            {
                admission.End(connection);
            }
        }
    }

    /// <summary>True when the connection lives on after the request.</summary>
    private async Task<bool> ConnectAsync(HttpContext context, DeployedStage stage, Connection connection)
    {
        // Step 4: the authorizer and the API key, then $connect, decide.
        using var span = GatewaySpans.StartHandshake(context.Request).Of(connection);
        var stamp = EventStamp.Mint(timeProvider, span);
        if (context.Request.Headers[ConnectRequest.TraceId] is [.., { } given] && XRayTraceHeader.IsUsable(given))
        {
            stamp = stamp with { TraceId = given };
        }

        report.Begun(connection, stamp, context.Request);
        var decision = await decider.DecideAsync(context, connection, stage, stamp);
        switch (decision)
        {
            case ConnectDecision.Refuse refusal:
                span.SetStatusCode(refusal.StatusCode);
                report.Refused(connection, stamp, refusal);
                await HttpAnswer.SendAsync(context, refusal.StatusCode, refusal.ErrorType, refusal.Body, refusal.RequestId);
                break;
            case ConnectDecision.Accept accepted:
                // Accepted before the 101 leaves, so that nobody who hears of the open connection is told it is gone.
                connection.Subprotocol = accepted.Subprotocol;
                connection.Accept();
                report.Connected(connection, stamp);
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
                    report.GoneBeforeOpen(connection.Id);
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
            await runner.RunDetachedAsync(connection, client);
        }
        catch (TimeoutException)
        {
            client.Abort();
        }
#pragma warning disable CA1031 // Nobody awaits this.
        catch (Exception e)
#pragma warning restore CA1031
        {
            report.Bug(e, connection.Id);
            client.Abort();
        }
        finally
        {
            admission.End(connection);
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
}
