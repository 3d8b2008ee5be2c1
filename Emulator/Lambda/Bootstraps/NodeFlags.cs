using System.Collections.Immutable;
using System.Globalization;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Bootstraps;

/// <summary>
/// What Lambda turns off in Node.js, so that an <c>import</c> in a <c>.js</c> file without <c>"type": "module"</c> fails here where it fails there.
/// https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html: require of ES modules in nodejs20.x and nodejs22.x, detection of ES modules in nodejs22.x; nodejs24.x
/// has both. Before nodejs20.x Node.js had neither.
/// </summary>
internal sealed class NodeFlags(IChildProcesses processes)
{
    private const string RequireModule = "experimental-require-module";
    private const string DetectModule = "experimental-detect-module";

    private static readonly ImmutableArray<string> All = [$"--no-{RequireModule}", $"--no-{DetectModule}"];

    // Asked once, by the first that is about to start.
    private readonly Lock _gate = new();
    private Task<bool>? _areKnown;

    /// <summary>Those of the function's runtime, unless its <c>NODE_OPTIONS</c> turns them on again.</summary>
    public static ImmutableArray<string> Of(Function function)
    {
        var options = function.Environment.GetValueOrDefault("NODE_OPTIONS") ?? "";
        return [.. TurnedOff(function.Runtime).Where(flag => !options.Contains($"--{flag}", StringComparison.Ordinal)).Select(flag => $"--no-{flag}")];
    }

    /// <summary>Asks ahead of the first start, unless no command has such flags.</summary>
    public void AskFor(IEnumerable<RuntimeCommand> commands)
    {
        if (commands.OfType<RuntimeCommand.Start>().Any(HasAny))
        {
            _ = AreKnownAsync();
        }
    }

    /// <summary>The command without those that this machine's Node.js doesn't know: before 20.17, and some day, it would end on them.</summary>
    public async ValueTask<RuntimeCommand.Start> WithoutUnknownAsync(RuntimeCommand.Start start, CancellationToken cancellationToken) =>
        !HasAny(start) || await AreKnownAsync().WaitAsync(cancellationToken)
            ? start
            : start with { Arguments = start.Arguments.RemoveRange(All) };

    private static bool HasAny(RuntimeCommand.Start start) => start.Arguments.Any(All.Contains);

    private static string[] TurnedOff(string runtime) =>
        int.TryParse(runtime.AsSpan("nodejs".Length).TrimEnd(".x"), CultureInfo.InvariantCulture, out var version)
            ? version switch
            {
                >= 24 => [],
                20 => [RequireModule],
                _ => [RequireModule, DetectModule],
            }
            : [];

    private Task<bool> AreKnownAsync()
    {
        lock (_gate)
        {
            return _areKnown ??= AskAsync();
        }
    }

    private async Task<bool> AskAsync()
    {
        if (Programs.Find(Environment.GetEnvironmentVariable("PATH"), "node") is not { } program)
        {
            return false;
        }

        try
        {
            return (await BuildTool.RunAsync(processes, program, [.. All, "--eval", ""], Path.GetTempPath(), CancellationToken.None)).ExitCode == 0;
        }
        catch (ChildProcessException)
        {
            return false;
        }
    }
}
