using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chat.Emulator.Host.Tls;

/// <summary>
/// A certificate authority for this machine's own names alone, with its key. Nothing trusts it of its own accord but the functions that the
/// emulator starts.
/// </summary>
internal sealed class Authority : IDisposable
{
    /// <summary>Of the authority: trusting it is work for people, who are not to be asked often.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(5 * 365);

    /// <summary>Of a server's certificate. Made anew at every start, and kept nowhere.</summary>
    public static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(7);

    /// <summary>Clocks differ: of containers and virtual machines that slept, by hours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly string[] DnsNames = ["localhost", "*.execute-api.localhost"];
    private static readonly IPAddress[] Addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    private readonly X509Certificate2 _certificate;

    private Authority(X509Certificate2 certificate) => _certificate = certificate;

    public string Thumbprint => _certificate.Thumbprint;

    public DateTimeOffset NotAfter => new(_certificate.NotAfter);

    /// <summary>The certificate alone, for those who are to trust it.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    public static Authority Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = $"CN=Chat on AWS emulator {RandomNumberGenerator.GetHexString(8, lowercase: true)}, O=Development on this machine only";
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(NameConstraints.Loopback());
        return new Authority(request.CreateSelfSigned(now - ClockSkew, now + Lifetime));
    }

    /// <summary>Certificate and key as <see cref="ToPem"/> writes them. Throws <see cref="CryptographicException"/> for anything else.</summary>
    public static Authority FromPem(string pem)
    {
        X509Certificate2? certificate = null;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem, pem);
            if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
            {
                throw new CryptographicException("It holds a certificate that isn't an authority's.");
            }

            return new Authority(certificate);
        }
        catch (Exception e)
        {
            certificate?.Dispose();
            throw e is ArgumentException ? new CryptographicException("It holds no certificate with its key.", e) : e;
        }
    }

    public string ToPem()
    {
        using var key = _certificate.GetECDsaPrivateKey()!;
        return $"{CertificatePem}{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    /// <summary>
    /// True when all that it can vouch for is servers on this machine. Those that were made before that was so could sign mail, programs and
    /// clients too.
    /// </summary>
    public bool IsConfined =>
        _certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usage => usage.EnhancedKeyUsages is [{ Value: ServerAuthentication }])
        && _certificate.Extensions.Any(extension => extension.Critical && extension.Oid?.Value == NameConstraints.Oid
            && extension.RawData.AsSpan().SequenceEqual(NameConstraints.Loopback().RawData));

    public bool IsValidFor(TimeSpan span, DateTimeOffset now) => now >= new DateTimeOffset(_certificate.NotBefore) && now + span <= NotAfter;

    /// <summary>A certificate for every name that the emulator is reached by. The caller disposes it.</summary>
    public X509Certificate2 Issue(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        // Python 3.13 refuses a certificate without it.
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        request.CertificateExtensions.Add(AlternativeNames());

        var notBefore = Later(now - ClockSkew, new DateTimeOffset(_certificate.NotBefore));
        using var certificate = request.Create(_certificate, notBefore, Earlier(now + ServerLifetime, NotAfter), SerialNumber());
        var withKey = certificate.CopyWithPrivateKey(key);
        if (!OperatingSystem.IsWindows())
        {
            return withKey;
        }

        // SChannel takes no key that is in memory alone: by way of a PFX it gets one of its own, which goes with the certificate.
        using (withKey)
        {
            return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null);
        }
    }

    public void Dispose() => _certificate.Dispose();

    private static X509Extension AlternativeNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in DnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in Addresses)
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }

    // Positive, and without a zero in front.
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
