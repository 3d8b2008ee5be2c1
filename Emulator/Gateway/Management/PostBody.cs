using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Http;

namespace Chat.Emulator.Gateway.Management;

/// <summary>What a post wants sent, as the message that is.</summary>
internal static class PostBody
{
    /// <param name="body">Its buffer becomes the message's.</param>
    public static OutboundMessage ToMessage(PooledBody body)
    {
        var (rented, length) = body.Take();
        if (Utf8.IsValid(rented.AsSpan(0, length)))
        {
            return OutboundMessage.TextOwning(rented, length);
        }

        // What AWS sends for such bytes is not known. Clients get text frames only, and must fail a connection over one that isn't UTF-8.
        var replaced = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(rented, 0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return OutboundMessage.Text(replaced);
    }
}
