using System.Buffers;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>
/// A text message or a Pong on its way to a client, in a pooled buffer. Belongs to the queue once that has accepted it; until then
/// to whoever made it, who gives it back with <see cref="Release"/>.
/// </summary>
internal readonly struct OutboundMessage
{
    private readonly byte[] _rented;

    private OutboundMessage(Opcode opcode, byte[] rented, int length)
    {
        Opcode = opcode;
        _rented = rented;
        Length = length;
    }

    public Opcode Opcode { get; }

    public int Length { get; }

    /// <summary>The <c>requestId</c> of the event that it comes from. Null when that isn't known.</summary>
    public string? MessageId { get; private init; }

    public ReadOnlySpan<byte> Payload => _rented.AsSpan(0, Length);

    public static OutboundMessage Text(ReadOnlySpan<byte> utf8) => Copy(Opcode.Text, utf8);

    /// <param name="rented">From the shared pool; the message takes it over.</param>
    public static OutboundMessage TextOwning(byte[] rented, int length) => new(Opcode.Text, rented, length);

    public static OutboundMessage Pong(ReadOnlySpan<byte> payload) => Copy(Opcode.Pong, payload);

    public OutboundMessage CausedBy(string? messageId) => this with { MessageId = messageId };

    public void Release() => ArrayPool<byte>.Shared.Return(_rented);

    private static OutboundMessage Copy(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var rented = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(rented);
        return new OutboundMessage(opcode, rented, payload.Length);
    }
}
