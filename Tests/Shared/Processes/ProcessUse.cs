using System.Globalization;

namespace Chat.Tests;

/// <summary>What processes use, as Linux tells in <c>/proc</c>; NaN elsewhere.</summary>
internal static class ProcessUse
{
    // USER_HZ: 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory in bytes.</summary>
    public static double Resident(int id) => Status(id, "VmRSS:");

    /// <summary>Resident memory without files that are mapped, in bytes.</summary>
    public static double Anonymous(int id) => Status(id, "RssAnon:");

    /// <summary>The most resident memory that the process ever had, in bytes.</summary>
    public static double PeakResident(int id) => Status(id, "VmHWM:");

    /// <summary>Processor time so far, in seconds.</summary>
    public static double Processor(int id)
    {
        if (Read($"/proc/{id}/stat") is not { } stat)
        {
            return double.NaN;
        }

        // The name, second, is in parentheses and may have spaces: what follows starts with the third field.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    /// <summary>Every process of the machine.</summary>
    public static IEnumerable<int> All() => (Directory.Exists("/proc") ? Directory.GetDirectories("/proc") : [])
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);

    /// <summary>Null when there is no such process, or it is somebody else's.</summary>
    public static string[]? CommandLine(int id) => Read($"/proc/{id}/cmdline")?.TrimEnd('\0').Split('\0');

    /// <summary>Its environment, each variable ended by a NUL. Null when there is no such process, or it is somebody else's.</summary>
    public static string? Variables(int id) => Read($"/proc/{id}/environ");

    private static double Status(int id, string name)
    {
        // VmRSS:     12345 kB
        var line = Read($"/proc/{id}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? double.NaN : 1024 * Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
