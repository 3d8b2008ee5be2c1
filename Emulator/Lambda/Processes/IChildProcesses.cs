using System.Collections.Immutable;

namespace Chat.Emulator.Lambda.Processes;

/// <summary>
/// Starts the emulator's children (functions, the tables' server). However the emulator ends, killed outright too, they end with it.
/// </summary>
internal interface IChildProcesses
{
    /// <summary>Starts a child. Throws <see cref="ChildProcessException"/> when the command can't be started at all.</summary>
    Task<IChildProcess> StartAsync(ChildProcessStart start, CancellationToken cancellationToken);
}

/// <summary>A started child. Disposing kills it, and what it started, and waits until it is gone.</summary>
internal interface IChildProcess : IAsyncDisposable
{
    int Id { get; }

    /// <summary>Completes with the exit code when the child has ended, by whatever cause (killed: 128 + the signal's number).</summary>
    Task<int> Exited { get; }

    /// <summary>Kills the child and everything in its session, at once. Does nothing when it is gone.</summary>
    void Kill();

    /// <summary>
    /// Completes when each line that the child has ended by now was given to <see cref="ChildProcessStart.Output"/>, or the child is gone.
    /// One at a time: who asks again before that waits for the same.
    /// </summary>
    Task FlushAsync();
}

/// <summary>What to start.</summary>
/// <param name="Name">For logs: the function's name, or <c>dynalite</c>.</param>
/// <param name="FileName">The program, looked up on PATH when it has no folder.</param>
/// <param name="Environment">The child's whole environment; nothing else is inherited.</param>
/// <param name="Output">Gets each line of standard output and standard error, in order; must not block.</param>
internal sealed record ChildProcessStart(
    string Name,
    string FileName,
    ImmutableArray<string> Arguments,
    string WorkingDirectory,
    ImmutableDictionary<string, string> Environment,
    Action<ChildOutput> Output)
{
    /// <summary>
    /// A variable of <see cref="Environment"/> whose value no other process has: by it, on Linux, those are found and ended that the child has
    /// started and that have left its session (<c>setsid</c>, daemons). Null: nobody looks for such.
    /// </summary>
    public string? Mark { get; init; }
}

/// <summary>A line that a child wrote.</summary>
internal readonly record struct ChildOutput(string Line, bool IsError);

/// <summary>A command that could not be started: not found, not executable.</summary>
internal sealed class ChildProcessException(string message, Exception? innerException = null) : Exception(message, innerException);
