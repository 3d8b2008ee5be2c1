using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Chat.Emulator.Lambda.Processes;

namespace Chat.Emulator.Tests.Lambda.Processes;

/// <summary>Real children for tests, and whether they are alive.</summary>
internal static class Children
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static ImmutableDictionary<string, string> PathOnly { get; } = ImmutableDictionary<string, string>.Empty
        .Add("PATH", Environment.GetEnvironmentVariable("PATH") ?? "");

    public static ChildProcessStart Node(string script, Action<ChildOutput>? output = null) =>
        new("node", "node", ["-e", script], Path.GetTempPath(), PathOnly, output ?? (_ => { }));

    public static ChildProcessStart Shell(string script, Action<ChildOutput>? output = null) =>
        new("shell", "/bin/sh", ["-c", script], Path.GetTempPath(), PathOnly, output ?? (_ => { }));

    public static ChildProcessStart Sleep() => new("sleep", "sleep", ["600"], Path.GetTempPath(), PathOnly, _ => { });

    /// <summary>Lines to wait for.</summary>
    public static Channel<ChildOutput> Lines() => Channel.CreateUnbounded<ChildOutput>();

    public static async Task<string> NextLineAsync(this Channel<ChildOutput> lines)
    {
        using var limit = new CancellationTokenSource(Limit);
        return (await lines.Reader.ReadAsync(limit.Token)).Line;
    }

    /// <summary>POSIX gives no signal when a process ends that isn't one's own child: asks until it is gone, or the limit is over.</summary>
    public static async Task GoneAsync(params int[] ids)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (ids.Any(IsAlive))
        {
            await Task.Delay(Pause, TimeProvider.System, limit.Token);
        }
    }

    public static bool IsAlive(int id)
    {
        if (!OperatingSystem.IsLinux())
        {
            return kill(id, 0) == 0;
        }

        try
        {
            // "71 (sleep) Z …": a process that nobody has waited for yet has ended all the same.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return false;
        }
    }

    public static void Kill(int id) => Assert.Equal(0, kill(id, 9));

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
