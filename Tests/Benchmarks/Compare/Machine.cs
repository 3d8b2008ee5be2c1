using System.Globalization;
using System.Runtime.InteropServices;

namespace Chat.Benchmarks.Compare;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static IReadOnlyDictionary<string, string> Describe(string functions, string emulator) => new Dictionary<string, string>
    {
        ["processor"] = $"{Environment.ProcessorCount} x {Processor()}",
        ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB"),
        ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["functions"] = functions,
        ["emulator"] = emulator,
        ["load average at the end"] = Read("/proc/loadavg")?.Split(' ')[0] ?? "unknown",
    };

    private static string Processor() => Read("/proc/cpuinfo")?.Split('\n')
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown";

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
