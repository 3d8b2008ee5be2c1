using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Chat.Emulator.Host.Tls;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Host.Tls;

public sealed class AuthorityTests
{
    private static readonly DateTimeOffset Now = new(2041, 3, 5, 10, 11, 12, TimeSpan.Zero);

    [Fact]
    public void Issue_Certificate_NamesEveryAddressOfTheEmulator()
    {
        using var authority = Authority.Create(Now);
        using var certificate = authority.Issue(Now);

        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["localhost", "*.execute-api.localhost"], names.EnumerateDnsNames());
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], names.EnumerateIPAddresses());
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal(Now + Authority.ServerLifetime, new DateTimeOffset(certificate.NotAfter));
    }

    [Fact]
    public void Issue_ClockOfTheClientIsADayBehind_IsValidThere()
    {
        using var authority = Authority.Create(Now);
        using var certificate = authority.Issue(Now);

        Assert.True(IsTrusted(authority, certificate, Now - TimeSpan.FromHours(23)));
        Assert.False(IsTrusted(authority, certificate, Now + TimeSpan.FromDays(8)));
    }

    [Fact]
    public void Key_SignsForAnotherHost_NobodyTrustsIt()
    {
        using var authority = Authority.Create(Now);
        using var own = SignedBy(authority, "chat.localhost");
        using var foreign = SignedBy(authority, "example.com");

        Assert.True(IsTrusted(authority, own, Now));
        Assert.False(IsTrusted(authority, foreign, Now));
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", true)]
    [InlineData("1.3.6.1.5.5.7.3.2", false)]
    [InlineData("1.3.6.1.5.5.7.3.3", false)]
    [InlineData("1.3.6.1.5.5.7.3.4", false)]
    public void Key_SignsForAnotherPurpose_NobodyTrustsItForThat(string usage, bool isTrusted)
    {
        using var authority = Authority.Create(Now);
        using var certificate = SignedBy(authority, "chat.localhost", usage: usage);
        using var chain = new X509Chain { ChainPolicy = Trusting.Policy(authority.CertificatePem) };
        chain.ChainPolicy.VerificationTime = Now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));

        Assert.Equal(isTrusted, chain.Build(certificate));
    }

    [Fact]
    public void Key_SignsForAMailAddress_NobodyTrustsIt()
    {
        using var authority = Authority.Create(Now);
        using var certificate = SignedBy(authority, "chat.localhost", mail: "somebody@example.com");

        Assert.False(IsTrusted(authority, certificate, Now));
    }

    [Fact]
    public void IsConfined_AuthorityThatMaySignAnything_IsNot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=older", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(Now, Now + TimeSpan.FromDays(99));
        using var older = Authority.FromPem($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}");
        using var authority = Authority.Create(Now);

        Assert.False(older.IsConfined);
        Assert.True(authority.IsConfined);
    }

    [Fact]
    public void Pem_WrittenAndRead_IsTheSameAuthority()
    {
        using var authority = Authority.Create(Now);
        using var read = Authority.FromPem(authority.ToPem());
        using var certificate = read.Issue(Now);

        Assert.Equal(authority.Thumbprint, read.Thumbprint);
        Assert.True(IsTrusted(authority, certificate, Now));
        Assert.DoesNotContain("PRIVATE", authority.CertificatePem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not PEM at all")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void Pem_OfSomethingElse_IsACryptographicException(string pem) => Assert.ThrowsAny<CryptographicException>(() => Authority.FromPem(pem));

    [Fact]
    public void Certificate_UntilTwoDaysBeforeItsEnd_IsKeptAndThenRenewed()
    {
        var time = new FakeTimeProvider(Now);
        using var authority = Authority.Create(Now);
        using var certificates = new ServerCertificates(authority, time);

        var first = certificates.Options;
        time.Advance(Authority.ServerLifetime - ServerCertificates.Renewal - TimeSpan.FromSeconds(1));
        Assert.Same(first, certificates.Options);

        time.Advance(TimeSpan.FromSeconds(2));
        var second = certificates.Options.ServerCertificateContext!.TargetCertificate;
        Assert.NotEqual(first.ServerCertificateContext!.TargetCertificate.Thumbprint, second.Thumbprint);
        Assert.True(IsTrusted(authority, second, time.GetUtcNow() + TimeSpan.FromDays(6)));
    }

    private static X509Certificate2 SignedBy(Authority authority, string host, string? mail = null, string? usage = null)
    {
        using var issuer = X509Certificate2.CreateFromPem(authority.ToPem(), authority.ToPem());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (mail is not null)
        {
            names.AddEmailAddress(mail);
        }

        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        request.CertificateExtensions.Add(names.Build());
        return request.Create(issuer, Now, Now + TimeSpan.FromDays(1), [1, 2, 3]);
    }

    private static bool IsTrusted(Authority authority, X509Certificate2 certificate, DateTimeOffset at)
    {
        using var chain = new X509Chain { ChainPolicy = Trusting.Policy(authority.CertificatePem) };
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        return chain.Build(certificate);
    }
}
