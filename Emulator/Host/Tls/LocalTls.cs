using System.Security.Cryptography;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Tls;

/// <summary>What the emulator needs to speak TLS, and what others need to trust it.</summary>
internal sealed class LocalTls : IDisposable
{
    private readonly Authority _authority;
    private readonly DirectoryInfo? _temporary;

    private LocalTls(Authority authority, string folder, DirectoryInfo? temporary, string? warning, TimeProvider time)
    {
        _authority = authority;
        _temporary = temporary;
        Warning = warning;
        Certificates = new ServerCertificates(authority, time);
        AuthorityFile = Path.Combine(folder, "authority.pem");

        // Of this authority: another emulator may renew it while functions of ours still read the file.
        BundleFile = Path.Combine(folder, $"bundle-{authority.Thumbprint[..8].ToLowerInvariant()}.pem");
    }

    /// <summary>The authority's certificate, for a browser or <c>curl --cacert</c>.</summary>
    public string AuthorityFile { get; }

    /// <summary>This machine's authorities and ours, for programs that take one file.</summary>
    public string BundleFile { get; }

    public ServerCertificates Certificates { get; }

    /// <summary>Why the authority is not the one that is kept. Null when it is.</summary>
    public string? Warning { get; }

    /// <summary>
    /// What functions find in their environment to trust it: AWS's SDKs take the first, OpenSSL with Python's <c>ssl</c> and .NET on Linux the
    /// second, Node.js the third, Python's <c>requests</c> the fourth.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> Variables =>
    [
        new("AWS_CA_BUNDLE", BundleFile),
        new("SSL_CERT_FILE", BundleFile),
        new("NODE_EXTRA_CA_CERTS", AuthorityFile),
        new("REQUESTS_CA_BUNDLE", BundleFile),
    ];

    /// <summary>
    /// Opens the folder's authority; where that can't be, one that ends with this emulator, and <see cref="Warning"/> says why. Throws
    /// <see cref="EmulatorStartException"/> when there is no place for files at all.
    /// </summary>
    /// <param name="folder">Null: the user's own.</param>
    public static LocalTls Open(string? folder, TimeProvider time)
    {
        var kept = folder ?? AuthorityFolder.Default;
        try
        {
            return kept is null ? OpenTemporary("There is no folder for this user's data", time) : OpenKept(kept, time);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return OpenTemporary($"The certificate authority in {kept} can't be used ({e.Message.TrimEnd('.')})", time);
        }
    }

    public void Dispose()
    {
        Certificates.Dispose();
        _authority.Dispose();
        try
        {
            _temporary?.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It lies in the system's temporary folder.
        }
    }

    private static LocalTls OpenKept(string folder, TimeProvider time)
    {
        folder = Path.GetFullPath(folder);
        var authority = AuthorityFolder.Open(folder, time);
        try
        {
            return Write(new LocalTls(authority, folder, null, null, time));
        }
        catch
        {
            authority.Dispose();
            throw;
        }
    }

    private static LocalTls OpenTemporary(string why, TimeProvider time)
    {
        try
        {
            var folder = Directory.CreateTempSubdirectory("emulator-tls-");
            return Write(new LocalTls(
                Authority.Create(time.GetUtcNow()),
                folder.FullName,
                folder,
                $"{why}: https and wss have one of their own until the emulator ends. Remove or repair what is there, or name another folder with --tls-folder.",
                time));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmulatorStartException($"{why}, and the system's temporary folder can't be written: {e.Message}", e);
        }
    }

    private static LocalTls Write(LocalTls tls)
    {
        var authority = tls._authority.CertificatePem;
        WriteIfNew(tls.AuthorityFile, authority);
        WriteIfNew(tls.BundleFile, SystemAuthorities.ReadPem() + authority);
        return tls;
    }

    private static void WriteIfNew(string file, string text)
    {
        if (!File.Exists(file) || File.ReadAllText(file) != text)
        {
            AuthorityFolder.Write(file, text);
        }
    }
}
