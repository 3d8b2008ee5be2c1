using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Emulator.Host.Reload;

/// <summary>
/// Tells by their content whether files have changed: a build that writes what was there already changes nothing. Files that have not been
/// written to since the last look are not read again.
/// </summary>
internal sealed class FileHashes(TimeProvider time)
{
    // A file may change twice within what its time can tell; then only its content can. As Git does it with its index.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);

    // What programs leave behind beside the code that they run.
    private static readonly string[] LeftOut = [".git", "__pycache__", ".DS_Store"];

    // What is built of a .NET project is no change of it: the emulator builds it itself.
    private static readonly string[] Built = [.. LeftOut, "bin", "obj"];

    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>One text for all that the files and folders hold, one that is missing included. Null while some of it can't be read.</summary>
    public string? Of(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            foreach (var path in paths)
            {
                Add(hash, path);
            }
        }
        catch (IOException)
        {
            // Somebody is at it just now.
            return null;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Add(IncrementalHash hash, string path)
    {
        if (File.Exists(path))
        {
            AddFile(hash, new FileInfo(path), path);
        }
        else if (Directory.Exists(path))
        {
            AddFolder(hash, new DirectoryInfo(path), path);
        }
        else
        {
            AddText(hash, $"none {path}");
        }
    }

    private void AddFolder(IncrementalHash hash, DirectoryInfo folder, string root)
    {
        FileSystemInfo[] entries = [.. EntriesOf(folder)];
        var leftOut = entries.Any(entry => Path.GetExtension(entry.Name) is ".csproj" or ".fsproj" or ".vbproj") ? Built : LeftOut;
        foreach (var entry in entries.Where(entry => !leftOut.Contains(entry.Name)).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is FileInfo file)
            {
                AddFile(hash, file, Path.GetRelativePath(root, file.FullName));
            }
            else if (!IsLink(entry))
            {
                // A link to a folder may lead back here.
                AddFolder(hash, (DirectoryInfo)entry, root);
            }
        }
    }

    private static FileSystemInfo[] EntriesOf(DirectoryInfo folder)
    {
        try
        {
            return folder.GetFileSystemInfos();
        }
        catch (UnauthorizedAccessException)
        {
            // Nor can a function read it.
            return [];
        }
    }

    private void AddFile(IncrementalHash hash, FileInfo file, string name)
    {
        AddText(hash, string.Create(CultureInfo.InvariantCulture, $"file {name}"));
        try
        {
            hash.AppendData(ContentOf(file));
        }
        catch (UnauthorizedAccessException)
        {
            // Nor can a function read it.
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // A link to nothing, or a file that went just now: then there is a notice of it.
        }
    }

    private static bool IsLink(FileSystemInfo entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;

    private byte[] ContentOf(FileInfo file)
    {
        // Pipes and sockets too are files without a length, and reading one would wait for whoever writes to it.
        var isLink = IsLink(file);
        if (!isLink && file.Length == 0)
        {
            return [];
        }

        var written = new DateTimeOffset(file.LastWriteTimeUtc);
        if (!isLink && _known.TryGetValue(file.FullName, out var known) && known.Length == file.Length && known.Written == written
            && time.GetUtcNow() - written > Recent)
        {
            return known.Hash;
        }

        // Shared with whoever writes: this must never be why a build fails.
        using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var hashed = new Known(file.Length, written, SHA256.HashData(content));
        _known[file.FullName] = hashed;
        return hashed.Hash;
    }

    private static void AddText(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

    private sealed record Known(long Length, DateTimeOffset Written, byte[] Hash);
}
