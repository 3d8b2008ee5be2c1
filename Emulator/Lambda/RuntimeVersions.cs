using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>The versions of Node.js and Python on this machine beside those that the stack's runtimes name.</summary>
internal static partial class RuntimeVersions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>A sentence for each runtime whose functions run on another version than on AWS.</summary>
    public static async Task<string[]> WarningsAsync(Stack stack, EmulatorOptions options, CancellationToken cancellationToken)
    {
        var started = stack.Functions
            .Where(function => !options.Run.ContainsKey(function.Name) && !options.Run.ContainsKey(EmulatorOptions.EveryFunction)
                && !options.Attached.Contains(function.Name) && !options.InvokedElsewhere.ContainsKey(function.Name))
            .ToLookup(function => function.Runtime, function => function.Name, StringComparer.Ordinal);
        var warnings = await Task.WhenAll(started.Select(runtime => WarningAsync(runtime.Key, string.Join(", ", runtime), cancellationToken)));
        return [.. warnings.OfType<string>().Order(StringComparer.Ordinal)];
    }

    private static async Task<string?> WarningAsync(string runtime, string functions, CancellationToken cancellationToken)
    {
        if (Runtime().Match(runtime) is not { Success: true } asked)
        {
            return null;
        }

        var isNode = asked.Groups["language"].Value == "nodejs";
        var wanted = asked.Groups["version"].Value;
        return await VersionAsync(isNode ? ["node"] : ["python3", "python"], isNode ? 1 : 2, cancellationToken) is { } found && found != wanted
            ? $"{runtime} is run by the {(isNode ? "Node.js" : "Python")} {found} of this machine, since that is on the PATH, and on AWS by {wanted}: {functions}"
            : null;
    }

    private static async Task<string?> VersionAsync(string[] programs, int parts, CancellationToken cancellationToken)
    {
        if (Programs.Find(Environment.GetEnvironmentVariable("PATH"), programs) is not { } program)
        {
            return null;
        }

        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
            return Number().Match(output) is { Success: true } version ? string.Join('.', version.Value.Split('.').Take(parts)) : null;
        }
        catch (Exception e) when (e is Win32Exception or TimeoutException or IOException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A(?<language>nodejs|python)(?<version>\d+(\.\d+)?)(\.x)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Runtime();

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex Number();
}
