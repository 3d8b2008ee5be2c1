using Chat.SignalR.Dispatch;
using Chat.SignalR.Protocol;
using Chat.SignalR.State;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.SignalR.Events;

/// <summary>A client's call of a hub method, and its answer.</summary>
internal sealed class InvocationHandler(HubCore core, bool detailedErrors)
{
    public async Task HandleAsync(HubScope scope, HubConnection row, InvocationMessage invocation)
    {
        var method = invocation.Target;
        if (!core.Methods.TryFind(method, out var found))
        {
            await RefuseAsync(scope, row, invocation, ErrorText.Unknown(method));
        }
        else if (found.ReturnsStream)
        {
            await RefuseAsync(scope, row, invocation, ErrorText.NotInvoked(method));
        }
        else if (found.Streams || invocation.StreamIds is { Length: > 0 })
        {
            await RefuseAsync(scope, row, invocation, Refusal.Stream(method));
        }
        else
        {
            await InvokeAsync(scope, row, invocation, found);
        }
    }

    public Task HandleAsync(HubScope scope, HubConnection row, InvocationBindingFailureMessage failure)
    {
        var cause = failure.BindingFailure.SourceException;
        scope.Log.MethodNotBound(failure.Target, row.ConnectionId, cause);
        return FailAsync(
            scope,
            row,
            new InvocationMessage(failure.InvocationId, failure.Target, []),
            ErrorText.Of($"Failed to invoke '{failure.Target}' due to an error on the server.", cause, detailedErrors));
    }

    public Task HandleAsync(HubScope scope, HubConnection row, StreamInvocationMessage invocation)
    {
        var method = invocation.Target;
        var reason = !core.Methods.TryFind(method, out var found) ? ErrorText.Unknown(method)
            : !found.ReturnsStream ? ErrorText.NotStreamed(method)
            : Refusal.Stream(method);
        return RefuseAsync(scope, row, new InvocationMessage(invocation.InvocationId, method, []), reason);
    }

    private async Task InvokeAsync(HubScope scope, HubConnection row, InvocationMessage invocation, HubMethod method)
    {
        HubOutcome outcome;
        try
        {
            outcome = await HubRun.MethodAsync(scope, row, (hub, services) => method.InvokeAsync(hub, invocation.Arguments, services));
        }
        catch (Exception e)
        {
            scope.Log.MethodFailed(method.Name, row.ConnectionId, e);
            await FailAsync(scope, row, invocation, scope.Time.Work.IsCancellationRequested && e is OperationCanceledException
                ? ErrorText.Invoking(invocation.Target, new HubException(Refusal.OutOfTime(invocation.Target)), detailedErrors)
                : ErrorText.Invoking(invocation.Target, e, detailedErrors));
            return;
        }

        if (!string.IsNullOrEmpty(invocation.InvocationId))
        {
            await AnswerAsync(scope, row, Completion(scope, row, invocation, outcome.Result));
        }
        else if (!scope.CallerHeard && !outcome.IsAborted)
        {
            // A client that only ever sends would take silence for a lost connection: its pings wait while it sends.
            await scope.AnswerAsync(row.ConnectionId, core.Protocol.Ping);
        }

        if (outcome.IsAborted)
        {
            await scope.Poster.CloseAsync(row.ConnectionId, scope.Log, scope.Time.Answer);
        }
    }

    private byte[] Completion(HubScope scope, HubConnection row, InvocationMessage invocation, object? result)
    {
        try
        {
            var frame = core.Protocol.Write(CompletionMessage.WithResult(invocation.InvocationId!, result));
            return frame.Length <= HubProtocol.LargestFrame
                ? frame
                : throw new HubException(Refusal.TooLarge($"The result of '{invocation.Target}'", frame.Length));
        }
        catch (Exception e)
        {
            scope.Log.MethodFailed(invocation.Target, row.ConnectionId, e);
            return core.Protocol.Write(CompletionMessage.WithError(invocation.InvocationId!, ErrorText.Invoking(invocation.Target, e, detailedErrors)));
        }
    }

    private async Task RefuseAsync(HubScope scope, HubConnection row, InvocationMessage invocation, string reason)
    {
        scope.Log.MethodRefused(invocation.Target, row.ConnectionId, reason);
        await FailAsync(scope, row, invocation, reason);
    }

    private Task FailAsync(HubScope scope, HubConnection row, InvocationMessage invocation, string reason) => string.IsNullOrEmpty(invocation.InvocationId)
        ? scope.AnswerAsync(row.ConnectionId, core.Protocol.Ping)
        : AnswerAsync(scope, row, core.Protocol.Write(CompletionMessage.WithError(invocation.InvocationId, reason)));

    private static async Task AnswerAsync(HubScope scope, HubConnection row, byte[] frame)
    {
        if (!await scope.AnswerAsync(row.ConnectionId, frame))
        {
            // A client waits for its answer for ever; one whose connection ends knows that it has to ask again.
            await scope.Poster.CloseAsync(row.ConnectionId, scope.Log, scope.Time.Answer);
        }
    }
}
