using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Chat.Contracts.Console;
using Chat.Emulator.Gateway;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda;
using Chat.Emulator.Modules;
using Chat.Emulator.Recording;

namespace Chat.Emulator.LiveConsole;

/// <summary>What the console does: send, close, invoke. Whoever gets here has brought the token.</summary>
internal sealed class ConsoleChanges(
    ConsoleSources sources, LambdaFunctions functions, InvocationPipeline pipeline, SessionTap sessions, TimeProvider time) : IConsoleSection
{
    public Task? TryAnswer(HttpContext context, string[] path) => (context.Request.Method, path) switch
    {
        ("POST", ["connections", "frames"]) => SendFrameAsync(context, null),
        ("POST", ["connections", var id, "frames"]) => SendFrameAsync(context, id),
        ("DELETE", ["connections"]) => CloseAsync(context, null),
        ("DELETE", ["connections", var id]) => CloseAsync(context, id),
        ("POST", ["functions", var name, "invocations"]) => InvokeAsync(context, name),
        _ => null,
    };

    /// <param name="connectionId">Null: to all.</param>
    public async Task SendFrameAsync(HttpContext context, string? connectionId)
    {
        if (await PooledBody.ReadArrayAsync(context.Request, sources.Limits.MaxMessageBytes, context.RequestAborted) is not { } text)
        {
            await ConsoleAnswer.SendErrorAsync(
                context, StatusCodes.Status413PayloadTooLarge, $"A message has at most {sources.Limits.MaxMessageBytes} bytes.");
            return;
        }

        if (!Utf8.IsValid(text))
        {
            await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status400BadRequest, "Clients get text frames only, and the body isn't UTF-8.");
            return;
        }

        if (FindOpen(connectionId) is not { } connections)
        {
            await ConsoleAnswer.SendNotFoundAsync(context, $"open connection {connectionId}");
            return;
        }

        var messageId = GatewayId.Mint();
        sessions.Tell(new SessionEvent.Elsewhere(messageId));
        var sent = 0;
        foreach (var connection in connections)
        {
            sent += Send(connection, text, messageId) ? 1 : 0;
        }

        await ConsoleAnswer.SendAsync(context, new SentView(sent, connections.Count - sent, messageId), ConsoleJson.Default.SentView);
    }

    /// <param name="connectionId">Null: all.</param>
    public Task CloseAsync(HttpContext context, string? connectionId)
    {
        if (FindOpen(connectionId) is not { } connections)
        {
            return ConsoleAnswer.SendNotFoundAsync(context, $"open connection {connectionId}");
        }

        var closed = 0;
        foreach (var connection in connections)
        {
            // As DELETE of @connections does.
            if (connection.RequestClose(CloseReason.Deleted))
            {
                closed++;
                sources.Journal.ConsolePostBack(connection.Id.Value, "DELETE", StatusCodes.Status204NoContent, 0, GatewayId.Mint());
            }
        }

        return ConsoleAnswer.SendAsync(context, new ClosedView(closed), ConsoleJson.Default.ClosedView);
    }

    public async Task InvokeAsync(HttpContext context, string functionName)
    {
        if (functions.Find(functionName) is null)
        {
            await ConsoleAnswer.SendNotFoundAsync(context, $"function {functionName}");
            return;
        }

        if (await PooledBody.ReadArrayAsync(context.Request, LambdaQuotas.MaxRequestBytes, context.RequestAborted) is not { } payload)
        {
            await ConsoleAnswer.SendErrorAsync(
                context, StatusCodes.Status413PayloadTooLarge, $"An event has at most {LambdaQuotas.MaxRequestBytes} bytes.");
            return;
        }

        if (WhyNoJson(payload) is { } reason)
        {
            await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status400BadRequest, $"The event isn't JSON: {reason}");
            return;
        }

        var messageId = GatewayId.Mint();
        sessions.Tell(new SessionEvent.Elsewhere(messageId));
        var start = time.GetTimestamp();
        var outcome = await pipeline.RunAsync(
            new LambdaInvocation(functionName, payload.Length == 0 ? "{}"u8.ToArray() : payload, null, messageId), context.RequestAborted);
        var elapsed = time.GetElapsedTime(start).TotalMilliseconds;
        var view = outcome switch
        {
            InvocationOutcome.Responded(var answer) => new InvokedView(InvocationOutcomes.Responded, messageId, elapsed, null, Encoding.UTF8.GetString(answer.Span)),
            InvocationOutcome.FunctionFailed(var type, var message) => new InvokedView(InvocationOutcomes.Failed, messageId, elapsed, type, message),
            InvocationOutcome.Throttled => new InvokedView(InvocationOutcomes.Throttled, messageId, elapsed, null, null),
            InvocationOutcome.Unreachable(var why) => new InvokedView(InvocationOutcomes.Unreachable, messageId, elapsed, null, why),
            _ => new InvokedView(InvocationOutcomes.TimedOut, messageId, elapsed, null, null),
        };
        await ConsoleAnswer.SendAsync(context, view, ConsoleJson.Default.InvokedView);
    }

    private List<Connection>? FindOpen(string? connectionId)
    {
        var open = sources.Registry.Connections.Where(connection => connection.IsOpen && (connectionId is null || connection.Id.Value == connectionId)).ToList();
        return connectionId is not null && open.Count == 0 ? null : open;
    }

    private bool Send(Connection connection, byte[] text, string messageId)
    {
        var message = OutboundMessage.Text(text).CausedBy(messageId);
        var result = connection.Outbound.TryEnqueue(message);
        if (result != EnqueueResult.Accepted)
        {
            message.Release();
        }

        var status = result switch
        {
            EnqueueResult.Accepted => StatusCodes.Status200OK,
            EnqueueResult.Full => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status410Gone,
        };
        sources.Journal.ConsolePostBack(connection.Id.Value, "POST", status, text.Length, messageId);
        return result == EnqueueResult.Accepted;
    }

    private static string? WhyNoJson(byte[] payload)
    {
        if (payload.Length == 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(payload);
            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }
}
