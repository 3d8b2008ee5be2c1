using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>A client's socket after the 101.</summary>
/// <param name="Input">What the client sends.</param>
/// <param name="Output">What it gets. Writes wait when the client doesn't read.</param>
/// <param name="Abort">Cuts it, which makes hanging reads and writes fail.</param>
/// <param name="Gone">Cancelled when the socket is dead.</param>
internal sealed record ClientSocket(PipeReader Input, Stream Output, Action Abort, CancellationToken Gone)
{
    // Zero-byte reads: while a client is silent its connection holds no buffer.
    private static readonly StreamPipeReaderOptions Options =
        new(bufferSize: 4096, minimumReadSize: 512, leaveOpen: true, useZeroByteReads: true);

    /// <summary>The socket itself, taken from the web server.</summary>
    public static ClientSocket Of(ConnectionContext connection) =>
        new(connection.Transport.Input, connection.Transport.Output.AsStream(leaveOpen: true), connection.Abort, connection.ConnectionClosed);

    /// <summary>Through the web server, which the request stays open for.</summary>
    public static ClientSocket Of(HttpContext context, Stream upgraded) =>
        new(PipeReader.Create(upgraded, Options), upgraded, context.Abort, context.RequestAborted);
}
