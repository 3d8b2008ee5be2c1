using Chat.Emulator.Host.Tls;
using Chat.Emulator.Tests.Template;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Host.Tls;

public sealed class LocalTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2041, 3, 5, 10, 11, 12, TimeSpan.Zero));

    private string Folder => Path.Combine(_folder.Path, "tls");

    private string KeyFile => Path.Combine(Folder, AuthorityFolder.KeyFile);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Again_TakesTheSameAuthority()
    {
        using var first = LocalTls.Open(Folder, _time);
        using var second = LocalTls.Open(Folder, _time);

        Assert.Equal(first.BundleFile, second.BundleFile);
        Assert.Null(second.Warning);
    }

    [Fact]
    public async Task Open_ManyAtOnce_TakeOneAuthority()
    {
        using var together = new Barrier(8);
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return LocalTls.Open(Folder, _time);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.All(opened, tls => Assert.Null(tls.Warning));
        Assert.Single(opened.Select(tls => tls.BundleFile).Distinct());
        Assert.Equal(3, Directory.GetFiles(Folder).Length);
        Array.ForEach(opened, tls => tls.Dispose());
    }

    [Fact]
    public void Open_Folder_IsForItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            // There the user's profile keeps others out.
            return;
        }

        using var tls = LocalTls.Open(Folder, _time);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        using var again = LocalTls.Open(Folder, _time);

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void Open_AuthorityIsAboutToExpire_MakesAnother()
    {
        using var first = LocalTls.Open(Folder, _time);
        _time.Advance(Authority.Lifetime - TimeSpan.FromDays(29));
        using var second = LocalTls.Open(Folder, _time);

        Assert.NotEqual(first.BundleFile, second.BundleFile);
        Assert.Null(second.Warning);
        Assert.True(File.Exists(KeyFile + ".replaced"));
    }

    [Fact]
    public void Open_KeyFileIsCorrupt_SaysSoAndUsesOneOfItsOwn()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(KeyFile, "nonsense");

        string bundle;
        using (var tls = LocalTls.Open(Folder, _time))
        {
            bundle = tls.BundleFile;
            Assert.StartsWith($"The certificate authority in {Folder} can't be used (", tls.Warning, StringComparison.Ordinal);
            Assert.True(File.Exists(bundle));
            Assert.NotNull(tls.Certificates.Options.ServerCertificateContext);
        }

        Assert.Equal("nonsense", File.ReadAllText(KeyFile));
        Assert.False(File.Exists(bundle));
    }

    [Fact]
    public void Open_FolderIsAFile_SaysSoAndUsesOneOfItsOwn()
    {
        using var tls = LocalTls.Open(_folder.Write("file", ""), _time);

        Assert.Contains("https and wss have one of their own until the emulator ends", tls.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Bundle_HasTheSystemsAuthoritiesAndOurs()
    {
        using var tls = LocalTls.Open(Folder, _time);

        var bundle = File.ReadAllText(tls.BundleFile);
        Assert.EndsWith(File.ReadAllText(tls.AuthorityFile), bundle, StringComparison.Ordinal);
        Assert.Equal(SystemAuthorities.ReadPem() + File.ReadAllText(tls.AuthorityFile), bundle);
        Assert.Equal(tls.BundleFile, tls.Variables.Single(variable => variable.Key == "SSL_CERT_FILE").Value);
    }
}
