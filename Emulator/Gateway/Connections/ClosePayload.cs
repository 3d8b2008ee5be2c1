using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>What a Close frame carries: nothing, or a code and a reason. https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1</summary>
internal static class ClosePayload
{
    /// <summary>The client's Close as an item of its stream, or the violation it is.</summary>
    public static Inbound Read(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return new Inbound.Closed(CloseReason.ClosedByClient(null, ""));
        }

        var code = payload.Length == 1 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!IsAllowed(code))
        {
            return new Inbound.Violation(CloseReason.ProtocolError);
        }

        return Utf8.IsValid(payload[2..])
            ? new Inbound.Closed(CloseReason.ClosedByClient(code, Encoding.UTF8.GetString(payload[2..])))
            : new Inbound.Violation(CloseReason.NotUtf8);
    }

    /// <summary>Writes the payload of the gateway's Close, empty where the client's was, and returns its length.</summary>
    public static int Write(Span<byte> destination, CloseReason reason)
    {
        if (reason.Code == CloseReason.NoStatus)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)reason.Code);
        return 2 + Encoding.UTF8.GetBytes(reason.Reason, destination[2..]);
    }

    // 1004 to 1006 and 1015 never travel; 1012 to 1014 are in IANA's registry though not in the RFC; 3000 to 4999 are free to use.
    private static bool IsAllowed(int code) => code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;
}
