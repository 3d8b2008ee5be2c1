using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Chat.Emulator.Host.Tls;

/// <summary>One port for HTTP and HTTPS, <c>ws</c> and <c>wss</c>: a connection's first byte tells which it is.</summary>
internal static class TlsOrPlain
{
    // A TLS record of type handshake; no HTTP method begins with it. https://www.rfc-editor.org/rfc/rfc8446#section-5.1
    private const byte Handshake = 0x16;

    /// <summary>Between the client's first byte of TLS and the end of the handshake.</summary>
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Lets Kestrel's own HTTPS have the connections that begin with TLS, and nothing else. Call it once per endpoint, last.
    /// </summary>
    /// <param name="silence">How long a connection may send nothing at all.</param>
    public static void UseTlsOrPlain(this ListenOptions listen, ServerCertificates certificates, TimeSpan silence, TimeProvider time)
    {
        // Kestrel builds the chain from its end: what the last part gets is HTTP itself, and the first part can go around the one between.
        // For localhost it builds the same chain twice, one after the other.
        ConnectionDelegate? http = null;
        listen.Use(https =>
        {
            var plain = http!;
            return connection => RunAsync(connection, https, plain, silence, time);
        });
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(certificates.Options),
            HandshakeTimeout = HandshakeTimeout,
        });
        listen.Use(next => http = next);
    }

    private static async Task RunAsync(
        ConnectionContext connection, ConnectionDelegate https, ConnectionDelegate plain, TimeSpan silence, TimeProvider time)
    {
        var input = connection.Transport.Input;
        if (!input.TryRead(out var read))
        {
            if (await WaitAsync(connection, silence, time) is not { } waited)
            {
                return;
            }

            read = waited;
        }

        var isTls = !read.Buffer.IsEmpty && read.Buffer.FirstSpan[0] == Handshake;

        // Nothing is consumed, and nothing counts as looked at: who reads next gets it at once.
        input.AdvanceTo(read.Buffer.Start);
        await (isTls ? https(connection) : plain(connection));
    }

    /// <summary>Null when nothing came: in time, or before the server stopped.</summary>
    private static async Task<ReadResult?> WaitAsync(ConnectionContext connection, TimeSpan silence, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(silence, time);

        // Without it a stop would wait for whoever connected and said nothing.
        await using var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            .UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), limit) ?? default;
        try
        {
            return await connection.Transport.Input.ReadAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or IOException)
        {
            return null;
        }
    }
}
