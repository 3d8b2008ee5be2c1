using System.Collections.Concurrent;
using Amazon.Lambda.Core;
using Chat.SignalR.Audiences;
using Chat.SignalR.Posting;
using Chat.SignalR.Protocol;
using Chat.SignalR.State;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.SignalR.Events;

/// <summary>One event: what its hub sends, and who was found gone on the way.</summary>
internal sealed class HubScope(HubCore core, StageAddress stage, ILambdaLogger log, EventTime time, string? callerId) : IHubCalls, ILambdaEventFeature
{
    // Bounded by what one hub method calls, and whoever doesn't await them.
    private readonly ConcurrentQueue<Task> _unsettled = new();
    private ConcurrentQueue<string> _gone = new();

    public HubCore Core => core;

    public ILambdaLogger Log => log;

    public EventTime Time => time;

    public StageAddress Address => stage;

    public IConnectionPoster Poster => stage.Poster;

    public string DomainName => stage.DomainName;

    public string Stage => stage.Stage;

    /// <summary>False in <c>OnDisconnectedAsync</c>: a call to the caller goes nowhere then.</summary>
    public bool CallerIsThere { get; init; } = true;

    /// <summary>What the event says of its caller: API Gateway repeats the authorizer's answer in each. Empty without an authorizer.</summary>
    public IReadOnlyDictionary<string, string> CallerClaims { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the caller got anything in this event. A client that hears nothing for half a minute takes its connection for lost.</summary>
    public bool CallerHeard { get; private set; }

    /// <summary>The row as a hub's method is to see it: with the caller's claims as the event has them.</summary>
    public HubConnection Seen(HubConnection row) => row.ConnectionId == callerId && CallerClaims.Count > 0 ? row with { Claims = CallerClaims } : row;

    public Task CallAsync(Audience audience, string method, object?[] arguments, CancellationToken cancellationToken)
    {
        var call = CallNowAsync(audience, method, arguments, cancellationToken);
        if (!call.IsCompletedSuccessfully)
        {
            _unsettled.Enqueue(call);
        }

        return call;
    }

    /// <summary>Posts a frame to one connection; false when it did not arrive.</summary>
    public async Task<bool> AnswerAsync(string connectionId, byte[] frame)
    {
        var result = await Poster.PostAsync(One(connectionId), frame, log, time.Answer);
        NoteGone(result.Gone);
        CallerHeard |= result.Delivered > 0 && connectionId == callerId;
        return result.Delivered > 0;
    }

    /// <summary>Waits for the calls that the hub didn't: no work may be left behind when Lambda freezes the process, and no answer overtakes them.</summary>
    public async Task SettleAsync()
    {
        while (_unsettled.TryDequeue(out var call))
        {
            // Whoever awaits it has the exception; else there is nobody to tell but the log, which the posts have told.
            await call.WaitAsync(time.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tells a client that its connection ends, and why; then ends it.</summary>
    public async Task CloseAsync(string connectionId, string reason, bool mayReconnect)
    {
        log.ConnectionEnded(connectionId, reason);
        await AnswerAsync(connectionId, core.Protocol.Write(new CloseMessage(reason, mayReconnect)));
        await Poster.CloseAsync(connectionId, log, time.Answer);
    }

    /// <summary>Connections that a post found gone since the last time, each once.</summary>
    public IReadOnlyCollection<string> TakeGone()
    {
        var gone = _gone;
        _gone = new ConcurrentQueue<string>();
        return [.. gone.Distinct(StringComparer.Ordinal)];
    }

    public void NoteGone(IReadOnlyCollection<string> connectionIds)
    {
        foreach (var id in connectionIds)
        {
            _gone.Enqueue(id);
        }
    }

    private async Task CallNowAsync(Audience audience, string method, object?[] arguments, CancellationToken cancellationToken)
    {
        var toCaller = audience is Audience.Caller;
        if (toCaller && !CallerIsThere)
        {
            return;
        }

        var frame = core.Protocol.Write(new InvocationMessage(method, arguments));
        if (frame.Length > HubProtocol.LargestFrame)
        {
            throw new HubException(Refusal.TooLarge($"The call of '{method}'", frame.Length));
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Answer);
        var result = core.FanOut is { } fanOut
            ? await fanOut.PostAsync(stage, audience, frame, log, either.Token)
            : await Poster.PostAsync(core.Store.ListAsync(audience, either.Token), frame, log, either.Token);
        NoteGone(result.Gone);
        CallerHeard |= toCaller && result.Delivered > 0;
    }

#pragma warning disable CS1998 // A list of one has nothing to wait for.
    private static async IAsyncEnumerable<string> One(string connectionId)
    {
        yield return connectionId;
    }
#pragma warning restore CS1998
}
