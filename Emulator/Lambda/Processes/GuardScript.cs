using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Chat.Emulator.Lambda.Bootstraps;

namespace Chat.Emulator.Lambda.Processes;

/// <summary>The guard's program, <c>guard.mjs</c>, and how Node.js is made to run it.</summary>
internal static class GuardScript
{
    public const int MinNodeVersion = 20;

    private const string Variable = "EMULATOR_GUARD";

    // Set, it has its session already, and doesn't start itself once more to get one.
    private const string SessionVariable = "EMULATOR_GUARD_SESSION";

    // The shell ends at once, and with it what would lead from the emulator to the guard: whoever kills the emulator with its tree of processes doesn't find it.
    // Input by way of 3, since a shell gives what runs in the background an empty one.
    private const string Detach = """exec 3<&0; "$0" "$@" <&3 3<&- &""";

    // Carried in the environment as a data: module, so that no file has to be written (and trusted) anywhere.
    private static readonly Lazy<string> Module = new(() =>
    {
        using var resource = typeof(GuardScript).Assembly.GetManifestResourceStream("guard.mjs")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return "data:text/javascript;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(reader.ReadToEnd()));
    });

    /// <summary>Starts it with all three streams redirected. Throws <see cref="ChildProcessException"/> when there is no Node.js.</summary>
    public static Process Start() => Start(OperatingSystem.IsLinux() && Find("node") is not null ? Find("setsid") : null);

    /// <param name="setsid">
    /// util-linux's program, or BusyBox's, which gives the guard a session of its own and saves the start of a second Node.js, some 50 ms. Null: the script sees to it.
    /// </param>
    internal static Process Start(string? setsid)
    {
        string[] node = ["node", "--input-type=module", "--eval", $"await import(process.env.{Variable})"];
        var info = setsid is null ? new ProcessStartInfo(node[0], node[1..]) : new ProcessStartInfo("/bin/sh", ["-c", Detach, setsid, .. node]);
        info.UseShellExecute = false;
        info.CreateNoWindow = true;
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        info.StandardErrorEncoding = Encoding.UTF8;
        info.Environment[Variable] = Module.Value;
        if (setsid is not null)
        {
            info.Environment[SessionVariable] = "own";
        }

        // Meant for the developer's own programs: an --inspect among them would stop a second Node.js from starting.
        info.Environment.Remove("NODE_OPTIONS");
        info.Environment.Remove("NODE_V8_COVERAGE");

        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception e)
        {
            throw new ChildProcessException($"Node.js {MinNodeVersion} or later is needed, and there is no usable node on the PATH.", e);
        }
    }

    private static string? Find(string program) => Programs.Find(Environment.GetEnvironmentVariable("PATH"), program);
}
