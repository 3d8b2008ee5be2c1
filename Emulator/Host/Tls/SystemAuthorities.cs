using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Chat.Emulator.Host.Tls;

/// <summary>The authorities that programs on this machine trust already, as PEM: a function calls other hosts than ours, too.</summary>
internal static class SystemAuthorities
{
    // Debian, Fedora, openSUSE, Alpine and macOS. https://go.dev/src/crypto/x509/root_linux.go has the same list.
    private static readonly string[] Bundles =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cacert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ];

    // What a company's proxy made people set. A function loses these to the bundle, so the bundle has what they name.
    private static readonly string[] Added = ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"];

    public static string ReadPem()
    {
        var text = new StringBuilder();
        var bundle = Named("SSL_CERT_FILE") ?? Bundles.FirstOrDefault(File.Exists);
        if (bundle is null)
        {
            AppendStore(text);
        }
        else
        {
            Append(text, bundle);
        }

        foreach (var more in Added.Select(Named).OfType<string>().Distinct().Where(file => file != bundle))
        {
            Append(text, more);
        }

        return text.ToString();
    }

    private static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } file && File.Exists(file) ? file : null;

    private static void Append(StringBuilder text, string file)
    {
        text.Append(File.ReadAllText(file));
        if (text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
    }

    private static void AppendStore(StringBuilder text)
    {
        foreach (var location in new[] { StoreLocation.LocalMachine, StoreLocation.CurrentUser })
        {
            using var store = new X509Store(StoreName.Root, location);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            foreach (var certificate in store.Certificates)
            {
                text.Append(certificate.ExportCertificatePem()).Append('\n');
                certificate.Dispose();
            }
        }
    }
}
