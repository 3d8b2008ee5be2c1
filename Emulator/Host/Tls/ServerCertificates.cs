using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Chat.Emulator.Host.Tls;

/// <summary>
/// The server's certificate, made when the first client speaks TLS and again before it expires; an emulator may run for weeks.
/// </summary>
internal sealed class ServerCertificates(Authority authority, TimeProvider time) : IDisposable
{
    /// <summary>How long before its end a certificate is replaced.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromDays(2);

    private readonly Lock _gate = new();

    // Those that were replaced too: a handshake may still be under way with one. One a week at most.
    private readonly List<X509Certificate2> _certificates = [];
    private volatile Issued? _current;

    /// <summary>For the handshake that begins now.</summary>
    public SslServerAuthenticationOptions Options => Current().Options;

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var certificate in _certificates)
            {
                certificate.Dispose();
            }

            _certificates.Clear();
        }
    }

    private Issued Current()
    {
        var now = time.GetUtcNow();
        if (_current is { } current && now < current.RenewAt)
        {
            return current;
        }

        lock (_gate)
        {
            return _current is { } issued && now < issued.RenewAt ? issued : _current = Issue(now);
        }
    }

    private Issued Issue(DateTimeOffset now)
    {
        var certificate = authority.Issue(now);
        _certificates.Add(certificate);
        return new Issued(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            },
            now + Authority.ServerLifetime - Renewal);
    }

    private sealed record Issued(SslServerAuthenticationOptions Options, DateTimeOffset RenewAt);
}
