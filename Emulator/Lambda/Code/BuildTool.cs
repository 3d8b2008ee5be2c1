using System.Collections;
using System.Collections.Immutable;
using Chat.Emulator.Lambda.Processes;

namespace Chat.Emulator.Lambda.Code;

/// <summary>Runs a developer's tool (<c>dotnet build</c>, <c>npm ci</c>) to its end, in the developer's own environment.</summary>
internal static class BuildTool
{
    /// <summary>A line of output is kept when it is among the last so many.</summary>
    private const int MaxLines = 200;

    /// <summary>The exit code, and the last lines that it wrote. Throws <see cref="ChildProcessException"/> when it can't be started.</summary>
    public static async Task<(int ExitCode, ImmutableArray<string> Output)> RunAsync(
        IChildProcesses processes, string program, ImmutableArray<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var lines = new Queue<string>();
        await using var child = await processes.StartAsync(
            new ChildProcessStart(Path.GetFileNameWithoutExtension(program), program, arguments, folder, OwnEnvironment(), output =>
            {
                lock (lines)
                {
                    lines.Enqueue(output.Line);
                    if (lines.Count > MaxLines)
                    {
                        lines.Dequeue();
                    }
                }
            }),
            cancellationToken);
        var exitCode = await child.Exited.WaitAsync(cancellationToken);
        lock (lines)
        {
            return (exitCode, [.. lines]);
        }
    }

    private static ImmutableDictionary<string, string> OwnEnvironment() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToImmutableDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");
}
