using System.IO.Compression;

namespace Chat.Emulator.Lambda.Code;

/// <summary>Unpacks a deployment package, which may come from anywhere: nothing outside the folder, and no more than Lambda takes.</summary>
internal static class CodeArchive
{
    /// <summary>Unzipped. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html</summary>
    public const long MaxBytes = 250L * 1024 * 1024;

    private const int MaxEntries = 100_000;
    private const int FileTypeMask = 0xF000;
    private const int SymbolicLink = 0xA000;
    private const int PermissionMask = 0x1FF;

    /// <summary>Throws <see cref="InvalidDataException"/>, with what is wrong.</summary>
    /// <param name="overwrites">Whether files that are there already give way, as a layer's do to a later one's.</param>
    public static void Unpack(string archive, string folder, long maxBytes = MaxBytes, bool overwrites = false)
    {
        using var zip = ZipFile.OpenRead(archive);
        if (zip.Entries.Count > MaxEntries)
        {
            throw new InvalidDataException($"it has {zip.Entries.Count} entries; the limit is {MaxEntries}.");
        }

        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var left = maxBytes;
        foreach (var entry in zip.Entries)
        {
            var mode = entry.ExternalAttributes >> 16;
            var path = Path.GetFullPath(entry.FullName.Replace('\\', '/'), root);
            if (!path.StartsWith(root, StringComparison.Ordinal) && path + Path.DirectorySeparatorChar != root)
            {
                throw new InvalidDataException($"its entry {entry.FullName} would be written outside the function's folder.");
            }

            if ((mode & FileTypeMask) == SymbolicLink)
            {
                throw new InvalidDataException($"its entry {entry.FullName} is a symbolic link. Put the file itself into the archive.");
            }

            if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
            {
                Directory.CreateDirectory(path);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            left = Write(entry, path, left, overwrites);
            if (!OperatingSystem.IsWindows() && (mode & PermissionMask) != 0)
            {
                File.SetUnixFileMode(path, (UnixFileMode)(mode & PermissionMask) | UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    // Counted as it comes: the sizes in the archive are only what it says of itself.
    private static long Write(ZipArchiveEntry entry, string path, long left, bool overwrites)
    {
        using var source = entry.Open();
        using var file = new FileStream(path, overwrites ? FileMode.Create : FileMode.CreateNew);
        var buffer = new byte[81920];
        int read;
        while ((read = source.Read(buffer)) > 0)
        {
            left -= read;
            if (left < 0)
            {
                throw new InvalidDataException($"it unpacks to more than {MaxBytes / 1024 / 1024} MB, which Lambda doesn't allow.");
            }

            file.Write(buffer, 0, read);
        }

        return left;
    }
}
