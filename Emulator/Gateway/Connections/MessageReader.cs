using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Unicode;
using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// Reads a client's frames and joins them to messages. Has one caller at a time; <see cref="Interrupt"/> may come from anywhere.
/// </summary>
internal sealed class MessageReader(PipeReader input, GatewayLimits limits)
{
    private static readonly Inbound.End End = new();
    private static readonly Inbound.Interrupted Interrupted = new();

    private byte[] _message = [];
    private int _length;
    private bool _isInMessage;
    private bool _isOutOfStep;
    private long _unread;

    /// <summary>Makes the pending read, or else the next one, return <see cref="Inbound.Interrupted"/>.</summary>
    public void Interrupt() => input.CancelPendingRead();

    /// <summary>The next message, or whatever else needs an answer. Unsolicited Pongs are passed over.</summary>
    public async ValueTask<Inbound> ReadAsync()
    {
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(CancellationToken.None);
                if (result.IsCanceled || !FrameHeader.TryRead(result.Buffer, out var header))
                {
                    input.AdvanceTo(result.Buffer.Start, result.IsCanceled ? result.Buffer.Start : result.Buffer.End);
                    if (result.IsCanceled || result.IsCompleted)
                    {
                        return result.IsCanceled ? Interrupted : End;
                    }

                    continue;
                }

                input.AdvanceTo(result.Buffer.GetPosition(header.Size));
                _unread = header.PayloadLength;
                if (FindViolation(header) is { } violation)
                {
                    _isOutOfStep = violation == CloseReason.ProtocolError;
                    return new Inbound.Violation(violation);
                }

                var item = header.IsControl ? await ReadControlAsync(header) : await ReadDataAsync(header);
                if (item is not null)
                {
                    return item;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return End;
        }
    }

    /// <summary>After the gateway's Close: throws away what the client still sends until its Close or the end of the socket.</summary>
    public async Task WaitForCloseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            if (_isOutOfStep)
            {
                input.AdvanceTo(result.Buffer.End);
            }
            else if (_unread > 0)
            {
                var skipped = Math.Min(_unread, result.Buffer.Length);
                _unread -= skipped;
                input.AdvanceTo(result.Buffer.GetPosition(skipped));
            }
            else if (FrameHeader.TryRead(result.Buffer, out var header))
            {
                input.AdvanceTo(result.Buffer.GetPosition(header.Size));
                _unread = header.PayloadLength;
                _isOutOfStep = header.PayloadLength < 0;
                if (header.Opcode == Opcode.Close)
                {
                    return;
                }

                continue;
            }
            else
            {
                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }

            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    public async ValueTask CompleteAsync()
    {
        await input.CompleteAsync();
        TakeMessage().Dispose();
    }

    private CloseReason? FindViolation(FrameHeader header)
    {
        var isAllowed = header is { Mask: not null, Reserved: 0, PayloadLength: >= 0 } && header.Opcode switch
        {
            Opcode.Text or Opcode.Binary => !_isInMessage,
            Opcode.Continuation => _isInMessage,
            Opcode.Close or Opcode.Ping or Opcode.Pong => header is { IsFinal: true, PayloadLength: <= FrameHeader.MaxControlPayload },
            _ => false,
        };
        if (!isAllowed)
        {
            return CloseReason.ProtocolError;
        }

        if (header.Opcode == Opcode.Binary)
        {
            return CloseReason.Binary;
        }

        return header.IsControl ? null
            : header.PayloadLength > limits.MaxFrameBytes ? TooBig("frame", header.PayloadLength, limits.MaxFrameBytes)
            : _length + header.PayloadLength > limits.MaxMessageBytes ? TooBig("message", _length + header.PayloadLength, limits.MaxMessageBytes)
            : null;
    }

    private static CloseReason TooBig(string what, long bytes, int most) => CloseReason.TooBig with
    {
        Why = string.Create(CultureInfo.InvariantCulture, $"a {what} of {bytes:#,0} bytes, and a client's {what} may have at most {most:#,0}"),
    };

    private async ValueTask<Inbound?> ReadControlAsync(FrameHeader header)
    {
        var payload = new byte[header.PayloadLength];
        if (await ReadPayloadAsync(payload, header) is { } cutShort)
        {
            return cutShort;
        }

        return header.Opcode switch
        {
            Opcode.Ping => new Inbound.Ping(payload),
            Opcode.Close => ClosePayload.Read(payload),
            _ => null,
        };
    }

    private async ValueTask<Inbound?> ReadDataAsync(FrameHeader header)
    {
        _isInMessage = true;
        Grow(_length + (int)header.PayloadLength);
        if (await ReadPayloadAsync(_message.AsMemory(_length, (int)header.PayloadLength), header) is { } cutShort)
        {
            return cutShort;
        }

        _length += (int)header.PayloadLength;
        if (!header.IsFinal)
        {
            return null;
        }

        _isInMessage = false;
        var message = TakeMessage();
        if (Utf8.IsValid(message.Text))
        {
            return new Inbound.Received(message);
        }

        message.Dispose();
        return new Inbound.Violation(CloseReason.NotUtf8);
    }

    private async ValueTask<Inbound?> ReadPayloadAsync(Memory<byte> destination, FrameHeader header)
    {
        while (_unread > 0)
        {
            var result = await input.ReadAsync(CancellationToken.None);
            if (result.IsCanceled)
            {
                input.AdvanceTo(result.Buffer.Start);
                return Interrupted;
            }

            var part = result.Buffer.Slice(0, Math.Min(_unread, result.Buffer.Length));
            var offset = header.PayloadLength - _unread;
            var target = destination.Span.Slice((int)offset, (int)part.Length);
            part.CopyTo(target);
            FrameMask.Apply(target, header.Mask.GetValueOrDefault(), offset);
            _unread -= part.Length;
            input.AdvanceTo(part.End);
            if (result.IsCompleted && _unread > 0 && part.IsEmpty)
            {
                return End;
            }
        }

        return null;
    }

    private void Grow(int length)
    {
        if (length <= _message.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(length);
        _message.AsSpan(0, _length).CopyTo(larger);
        if (_message.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_message);
        }

        _message = larger;
    }

    private InboundMessage TakeMessage()
    {
        var message = new InboundMessage(_message, _length);
        _message = [];
        _length = 0;
        return message;
    }
}
