using System.Security.Cryptography;

namespace Chat.Emulator.Host.Tls;

/// <summary>Where an authority is kept from start to start: of one person, for nobody else to read.</summary>
internal static class AuthorityFolder
{
    /// <summary>Certificate and key together, so that there is no moment with one and not the other.</summary>
    public const string KeyFile = "authority-key.pem";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>An authority that ends sooner is replaced: a server's certificate has to fit, and a run of weeks.</summary>
    private static readonly TimeSpan LeastLeft = TimeSpan.FromDays(30);

    /// <summary>Such as <c>~/.local/share/chat-emulator</c>. Null where there is no such place.</summary>
    public static string? Default =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? Path.Combine(data, "chat-emulator")
            : null;

    /// <summary>
    /// The folder's authority, made when there is none, it is about to expire, or it may sign more than it should. Of emulators that start at once one makes it, and the others
    /// take that. Throws <see cref="CryptographicException"/>, <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    public static Authority Open(string folder, TimeProvider time)
    {
        CreateFolder(folder);
        var file = Path.Combine(folder, KeyFile);
        var now = time.GetUtcNow();
        if (File.Exists(file))
        {
            var kept = Read(file);
            if (kept.IsConfined && kept.IsValidFor(LeastLeft, now))
            {
                return kept;
            }

            kept.Dispose();

            // Aside, not away: whoever trusted it may want to know which it was.
            File.Move(file, file + ".replaced", overwrite: true);
        }

        using (var made = Authority.Create(now))
        {
            WriteOnce(file, made.ToPem());
        }

        return Read(file);
    }

    /// <summary>A file that is there as a whole or not at all, whoever else writes it at the same time.</summary>
    public static void Write(string file, string text, bool overwrite = true)
    {
        var temporary = $"{file}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var writer = new StreamWriter(temporary, options))
            {
                writer.Write(text);
            }

            File.Move(temporary, file, overwrite);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void WriteOnce(string file, string text)
    {
        try
        {
            Write(file, text, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another emulator was first; its authority is as good.
        }
    }

    private static Authority Read(string file)
    {
        // A copy from a backup, say, may have lost what kept others out.
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) != OwnerOnly)
        {
            File.SetUnixFileMode(file, OwnerOnly);
        }

        return Authority.FromPem(File.ReadAllText(file));
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // In the user's profile, which others can't read to begin with.
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
