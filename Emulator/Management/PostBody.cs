using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Chat.Emulator.Connections;

namespace Chat.Emulator.Management;

/// <summary>Reads what a post wants sent.</summary>
internal static class PostBody
{
    /// <summary>Null when the body is longer than a message may be; then the rest of it is not read.</summary>
    public static async ValueTask<OutboundMessage?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        var body = request.BodyReader;
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            if (result.Buffer.Length > maxBytes)
            {
                body.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var message = ToMessage(result.Buffer);
                body.AdvanceTo(result.Buffer.End);
                return message;
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static OutboundMessage ToMessage(ReadOnlySequence<byte> body)
    {
        var length = (int)body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(rented);
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
