using Chat.Emulator.Lambda.Pools;

namespace Chat.Emulator.Lambda;

/// <summary>Starts the process of an environment. Tests stand a fake in its place.</summary>
internal interface IEnvironmentStarter
{
    /// <summary>
    /// Starts it, and reports its end to <see cref="EnvironmentEvents.Ended"/>, exactly once, whatever happens. Called under the pool's lock:
    /// returns at once and never calls back before it has returned. Ends the process when <see cref="FunctionEnvironment.KillRequested"/> completes.
    /// </summary>
    /// <returns>How long the process may take until its first <c>next</c>.</returns>
    TimeSpan Start(FunctionEnvironment environment);
}
