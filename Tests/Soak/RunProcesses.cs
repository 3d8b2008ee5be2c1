using System.Globalization;
using System.Runtime.InteropServices;

namespace Chat.Soak.Tests;

/// <summary>The processes of a run, told from all others by the folder that they were started with; and the signals that they get.</summary>
internal sealed class RunProcesses(string folder)
{
    public const int Kill = 9;
    public const int Continue = 18;
    public const int Stop = 19;

    public int[] OfFunction(string name) => [.. All().Where(id => HasVariable(id, $"_HANDLER={name}"))];

    public int[] OfTables() => [.. All().Where(id => CommandLineOf(id).Contains("start.mjs", StringComparison.Ordinal))];

    public int[] All() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId && CommandLineOf(id).Contains(folder, StringComparison.Ordinal)),
    ];

    /// <summary>False when it is gone.</summary>
    public static bool Signal(int id, int signal) => SendSignal(id, signal) == 0;

    private static string CommandLineOf(int id) => Read(id, "cmdline");

    private static bool HasVariable(int id, string variable) => Read(id, "environ").Split('\0').Contains(variable);

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or somebody else's.
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
