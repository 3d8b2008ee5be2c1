using System.Buffers.Binary;
using System.Text;
using Chat.Emulator.Gateway.Connections;

namespace Chat.Emulator.Tests.Wire;

/// <summary>A frame as it stood on the wire.</summary>
internal sealed record RawFrame(bool IsFinal, Opcode Opcode, byte[] Payload)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public int? CloseCode => Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : null;

    public string CloseReason => Payload.Length > 2 ? Encoding.UTF8.GetString(Payload.AsSpan(2)) : "";
}
