using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// What waits to be written to one client, bounded in messages and bytes. Posts never wait here, they are told <c>Full</c>; only the
/// answers to the client's own messages wait for room, and they hold up nobody but that client.
/// </summary>
internal sealed class OutboundQueue(GatewayLimits limits)
{
    private readonly Channel<OutboundMessage> _messages = Channel.CreateBounded<OutboundMessage>(
        new BoundedChannelOptions(limits.MaxQueuedMessages) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private TaskCompletionSource? _room;
    private long _bytes;
    private volatile bool _isCompleted;

    /// <summary>How many wait; more than a moment only behind a client that reads slowly.</summary>
    public int Count => _messages.Reader.Count;

    public EnqueueResult TryEnqueue(OutboundMessage message)
    {
        if (_isCompleted)
        {
            return EnqueueResult.Closed;
        }

        if (Interlocked.Add(ref _bytes, message.Length) <= limits.MaxQueuedBytes && _messages.Writer.TryWrite(message))
        {
            return EnqueueResult.Accepted;
        }

        Interlocked.Add(ref _bytes, -message.Length);
        return _isCompleted ? EnqueueResult.Closed : EnqueueResult.Full;
    }

    /// <summary>Waits while the queue is full. Ends in <c>Accepted</c> or <c>Closed</c>.</summary>
    public async ValueTask<EnqueueResult> EnqueueAsync(OutboundMessage message)
    {
        while (true)
        {
            var result = TryEnqueue(message);
            if (result != EnqueueResult.Full)
            {
                return result;
            }

            // The second try comes after the wish to be woken is on record, so that room made in between is not missed.
            var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var room = Interlocked.CompareExchange(ref _room, created, null) ?? created;
            result = TryEnqueue(message);
            if (result != EnqueueResult.Full)
            {
                return result;
            }

            await room.Task;
        }
    }

    /// <summary>False when the queue is completed and empty.</summary>
    public ValueTask<bool> WaitToReadAsync() => _messages.Reader.WaitToReadAsync(CancellationToken.None);

    public bool TryDequeue([MaybeNullWhen(false)] out OutboundMessage message)
    {
        if (!_messages.Reader.TryRead(out message))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, -message.Length);
        Interlocked.Exchange(ref _room, null)?.TrySetResult();
        return true;
    }

    /// <summary>Nothing more is accepted; what is queued can still be read.</summary>
    public void Complete()
    {
        _isCompleted = true;
        _messages.Writer.TryComplete();
        Interlocked.Exchange(ref _room, null)?.TrySetResult();
    }
}
