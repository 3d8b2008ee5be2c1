using System.Buffers;
using Chat.SignalR.Protocol;
using Chat.SignalR.State;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.SignalR.Events;

/// <summary>
/// A connection's beginning, in this order: the handshake's answer is posted, the row is marked ready, <c>OnConnectedAsync</c> runs, the row is opened to hub
/// methods. Calls reach it from the second step on.
/// </summary>
internal sealed class BeginningHandler(HubCore core, LambdaHubOptions options)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>True when the frame begins with a handshake, which is then read off it.</summary>
    public static bool TryReadHandshake(ref ReadOnlySequence<byte> frame, out HandshakeRequestMessage request)
    {
        var rest = frame;
        try
        {
            if (HandshakeProtocol.TryParseRequestMessage(ref rest, out var read))
            {
                frame = rest;
                request = read;
                return true;
            }
        }
        catch (InvalidDataException)
        {
            // A hub message, or nothing at all: the reader of those says which.
        }

        request = null!;
        return false;
    }

    /// <summary>Runs the beginning; null when the connection ended on the way.</summary>
    public async Task<HubConnection?> BeginAsync(HubScope scope, HubConnection row, HandshakeRequestMessage request)
    {
        if (core.Protocol.Refuse(request) is { } refusal)
        {
            await scope.AnswerAsync(row.ConnectionId, HubProtocol.HandshakeAnswer(refusal));
            await scope.Poster.CloseAsync(row.ConnectionId, scope.Log, scope.Time.Answer);
            return null;
        }

        if (!await scope.AnswerAsync(row.ConnectionId, HubProtocol.HandshakeAnswer(null)))
        {
            // It would wait for the answer in vain; ended, it comes back at once.
            await scope.Poster.CloseAsync(row.ConnectionId, scope.Log, scope.Time.Answer);
            return null;
        }

        if (!await core.Store.AdmitAsync(row, Beginning.Ready, scope.Time.Work))
        {
            return null;
        }

        var connected = await HubRun.LifetimeAsync(scope, row, nameof(Hub.OnConnectedAsync), hub => hub.OnConnectedAsync());
        if (connected.Failure is { } failure)
        {
            await scope.CloseAsync(
                row.ConnectionId, ErrorText.Of("Connection closed with an error.", failure, options.EnableDetailedErrors), mayReconnect: false);
            return null;
        }

        var isOpen = await core.Store.OpenAsync(row.ConnectionId, scope.Time.Work);
        if (connected.IsAborted)
        {
            await scope.Poster.CloseAsync(row.ConnectionId, scope.Log, scope.Time.Answer);
            return null;
        }

        return isOpen ? row with { Beginning = Beginning.Connected } : null;
    }

    /// <summary>
    /// Waits for a beginning that another invocation runs: Lambda may start this one before that has ended, and nothing but the row tells one process of the
    /// other. Null when the connection ended, or it took too long.
    /// </summary>
    public async Task<HubConnection?> WaitAsync(HubScope scope, string connectionId)
    {
        var started = options.Time.GetTimestamp();
        var pause = FirstLook;
        while (options.Time.GetElapsedTime(started) < options.LongestBeginning)
        {
            await Task.Delay(pause, options.Time, scope.Time.Work);
            switch (await core.Store.FindAsync(connectionId, scope.Time.Work))
            {
                case null:
                    return null;
                case { Beginning: Beginning.Connected } row:
                    return row;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        return null;
    }
}
