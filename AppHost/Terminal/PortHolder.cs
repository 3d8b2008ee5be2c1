using System.Globalization;

namespace Chat.AppHost.Terminal;

/// <summary>Who listens on a port, where the system tells: Linux does, for the user's own processes.</summary>
internal static class PortHolder
{
    // https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt
    private const string Listening = "0A";

    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Such as <c>Chat.AppHost (process 4711)</c>. Null: nobody can be named.</summary>
    public static string? Find(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var sockets = Tables.Where(File.Exists).SelectMany(File.ReadLines).Skip(1).Select(line => SocketOf(line, port)).OfType<string>().ToHashSet();
            return sockets.Count == 0
                ? null
                : Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).FirstOrDefault(folder => Has(folder, sockets)) is { } found
                    ? $"{NameOf(found)} (process {Path.GetFileName(found)})"
                    : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // "  0: 0100007F:3C5B 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0 48213 …": the port in hexadecimal, the state, the inode.
    private static string? SocketOf(string line, int port)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 9
            && fields[3] == Listening
            && fields[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal)
            ? $"socket:[{fields[9]}]"
            : null;
    }

    private static bool Has(string folder, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(folder, "fd")).Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or it has just ended.
            return false;
        }
    }

    private static string NameOf(string folder)
    {
        // A .NET program is its DLL's name, not `dotnet`.
        var command = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var program = command.FirstOrDefault(word => word.EndsWith(".dll", StringComparison.Ordinal)) ?? command.FirstOrDefault() ?? "a process";
        return Path.GetFileNameWithoutExtension(program);
    }
}
