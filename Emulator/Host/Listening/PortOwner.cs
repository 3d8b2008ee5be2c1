using System.Globalization;

namespace Chat.Emulator.Host.Listening;

/// <summary>Says which process listens on a port, for the message to somebody who finds it taken. Linux tells through /proc.</summary>
public static class PortOwner
{
    private const string ListenState = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Such as <c>node (process 4711)</c>; null when the system doesn't tell.</summary>
    public static string? Find(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var inodes = Tables.Where(File.Exists).SelectMany(file => Inodes(file, port)).ToHashSet();
        return inodes.Count == 0
            ? null
            : Directory.EnumerateDirectories("/proc").Where(folder => Holds(folder, inodes)).Select(Name).FirstOrDefault();
    }

    // A line:  0: 0100007F:119E 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123456 1 …
    private static IEnumerable<string> Inodes(string file, int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines(file)
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == ListenState)
            .Select(fields => $"socket:[{fields[9]}]");
    }

    private static bool Holds(string folder, HashSet<string> inodes)
    {
        if (!char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        {
            return false;
        }

        try
        {
            return Directory.EnumerateFiles(Path.Combine(folder, "fd"))
                .Select(descriptor => new FileInfo(descriptor).LinkTarget)
                .Any(target => target is not null && inodes.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or somebody else's.
            return false;
        }
    }

    private static string Name(string folder)
    {
        var id = Path.GetFileName(folder);
        try
        {
            return $"{File.ReadAllText(Path.Combine(folder, "comm")).Trim()} (process {id})";
        }
        catch (IOException)
        {
            return $"process {id}";
        }
    }
}
