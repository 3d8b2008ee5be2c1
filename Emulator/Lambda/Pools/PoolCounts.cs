namespace Chat.Emulator.Lambda.Pools;

/// <summary>A function's load at a moment, for people and tests to look at.</summary>
/// <param name="Environments">All of them: starting, idle, busy.</param>
/// <param name="Idle">Those that wait for an event.</param>
/// <param name="Queued">Invocations that wait for an environment.</param>
internal readonly record struct PoolCounts(int Environments, int Idle, int Busy, int Queued);
