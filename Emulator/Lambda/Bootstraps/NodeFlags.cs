using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Bootstraps;

/// <summary>
/// What Lambda turns off in Node.js, so that an <c>import</c> in a <c>.js</c> file without <c>"type": "module"</c> fails here where it fails there.
/// https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html: require of ES modules in nodejs20.x and nodejs22.x, detection of ES modules in nodejs22.x; nodejs24.x
/// has both. Before nodejs20.x Node.js had neither.
/// </summary>
internal static class NodeFlags
{
    private const string RequireModule = "experimental-require-module";
    private const string DetectModule = "experimental-detect-module";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // Node.js ends on a flag that it doesn't know (before 20.17, and some day). Asked once, for 40 ms, before the first function of Node.js starts.
    private static readonly Lazy<bool> AreKnown = new(Ask);

    public static ImmutableArray<string> Of(Function function)
    {
        var options = function.Environment.GetValueOrDefault("NODE_OPTIONS") ?? "";
        ImmutableArray<string> off = [.. TurnedOff(function.Runtime).Where(flag => !options.Contains($"--{flag}", StringComparison.Ordinal)).Select(flag => $"--no-{flag}")];
        return off.IsEmpty || !AreKnown.Value ? [] : off;
    }

    private static string[] TurnedOff(string runtime) =>
        int.TryParse(runtime.AsSpan("nodejs".Length).TrimEnd(".x"), CultureInfo.InvariantCulture, out var version)
            ? version switch
            {
                >= 24 => [],
                20 => [RequireModule],
                _ => [RequireModule, DetectModule],
            }
            : [];

    private static bool Ask()
    {
        if (Programs.Find(Environment.GetEnvironmentVariable("PATH"), "node") is not { } program)
        {
            return false;
        }

        try
        {
            var start = new ProcessStartInfo(program, [$"--no-{RequireModule}", $"--no-{DetectModule}", "--eval", ""]) { RedirectStandardError = true, UseShellExecute = false };
            start.Environment.Remove("NODE_OPTIONS");
            using var process = Process.Start(start)!;
            return process.WaitForExit(Limit) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
