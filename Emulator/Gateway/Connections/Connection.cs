using Chat.Emulator.Gateway.Handshake.Authorization;
using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// A client's connection. Exists from the handshake on, as <i>pending</i>; <i>open</i> from the moment the 101 is decided until
/// somebody wants it closed. Holds no reference to the HTTP request, whose objects are used again.
/// </summary>
#pragma warning disable CA1001 // Nothing in it has a timer or a wait handle, and disposal would race with those who ask for a close.
internal sealed class Connection(TimeProvider timeProvider, GatewayLimits limits)
{
#pragma warning restore CA1001
    private readonly CancellationTokenSource _closing = new();
    private readonly long _connectedTimestamp = timeProvider.GetTimestamp();
    private long _activeTimestamp = timeProvider.GetTimestamp();
    private CloseReason? _closeReason;
    private int _throttledInARow;
    private volatile bool _isAccepted;

    public ConnectionId Id { get; } = ConnectionId.Mint();

    public required string ApiId { get; init; }

    public required string StageName { get; init; }

    /// <summary>The host that the client used, with its port.</summary>
    public required string DomainName { get; init; }

    public required ConnectionIdentity Identity { get; init; }

    /// <summary>What the authorizer said of the client, for every event. Null without one; set before the connection is open.</summary>
    public AuthorizerContext? Authorizer { get; set; }

    /// <summary>Who signed the handshake, for every event. Null unless the API asks for a signature; set before the connection is open.</summary>
    public SignedIdentity? SignedBy { get; set; }

    /// <summary>What the 101 named. Null for none; set before the connection is open.</summary>
    public string? Subprotocol { get; set; }

    public Traffic Traffic { get; } = new();

    public DateTimeOffset ConnectedAt { get; } = timeProvider.GetUtcNow();

    /// <summary>When a data message last went either way; the handshake counts as one.</summary>
    public DateTimeOffset LastActiveAt =>
        ConnectedAt + timeProvider.GetElapsedTime(_connectedTimestamp, Volatile.Read(ref _activeTimestamp));

    public TimeSpan Age => timeProvider.GetElapsedTime(_connectedTimestamp);

    public TimeSpan IdleFor => timeProvider.GetElapsedTime(Volatile.Read(ref _activeTimestamp));

    public OutboundQueue Outbound { get; } = new(limits);

    /// <summary>Posts that found no room in <see cref="Outbound"/>.</summary>
    public Refusals Refusals { get; } = new(limits, timeProvider);

    /// <summary>A place per message whose integration runs.</summary>
    public SemaphoreSlim MessagePlaces { get; } = new(limits.MaxConcurrentMessages);

    public bool IsOpen => _isAccepted && CloseReason is null;

    /// <summary>Null until somebody wants the connection closed.</summary>
    public CloseReason? CloseReason => Volatile.Read(ref _closeReason);

    public CancellationToken Closing => _closing.Token;

    /// <summary>From here on <c>@connections</c> knows the connection.</summary>
    public void Accept() => _isAccepted = true;

    public void RecordActivity() => Volatile.Write(ref _activeTimestamp, timeProvider.GetTimestamp());

    /// <summary>Counts a message for which there was no token; returns how many there were since the last one that had its.</summary>
    public int RecordThrottled() => Interlocked.Increment(ref _throttledInARow);

    public void RecordNotThrottled()
    {
        if (Volatile.Read(ref _throttledInARow) > 0)
        {
            Volatile.Write(ref _throttledInARow, 0);
        }
    }

    /// <summary>Asks the connection's owner to close it. The first reason counts; false when there was one.</summary>
    public bool RequestClose(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null)
        {
            return false;
        }

        // Asynchronously: the reader must not run on the thread of whoever asks. Its only callback doesn't throw.
        _ = _closing.CancelAsync();
        return true;
    }
}
