namespace Chat.Emulator.Lambda.Pools;

/// <summary>An environment at a moment, for people who look.</summary>
/// <param name="RequestId">Of the event that it has; null when it has none.</param>
/// <param name="BusyFor">How long it has had it.</param>
internal sealed record EnvironmentDescription(
    string Id, EnvironmentState State, bool IsAttached, bool IsWarm, string? RequestId, TimeSpan? BusyFor);
