using System.Security.Cryptography.X509Certificates;

namespace Chat.Emulator.Tests.Host.Tls;

/// <summary>Clients that trust one authority and nothing else, and check names as clients do.</summary>
internal static class Trusting
{
    public static X509ChainPolicy Policy(string authorityPem) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { X509Certificate2.CreateFromPem(authorityPem) },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    public static HttpMessageInvoker Client(string authorityPem) =>
        new(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Policy(authorityPem) } });

    public static async Task<HttpResponseMessage> GetAsync(this HttpMessageInvoker client, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await client.SendAsync(request, CancellationToken.None);
    }
}
