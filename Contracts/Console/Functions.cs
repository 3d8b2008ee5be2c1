namespace Chat.Contracts.Console;

/// <summary>A function with its environments and newest events: <c>GET functions</c>.</summary>
/// <param name="IsStartedElsewhere">Whether somebody else starts its processes.</param>
/// <param name="Queued">Events that wait for an environment.</param>
public sealed record FunctionView(
    string Name,
    string Runtime,
    string Handler,
    double TimeoutMs,
    int MemorySizeInMB,
    int MaxEnvironments,
    bool IsStartedElsewhere,
    int Queued,
    IReadOnlyList<VariableView> Variables,
    IReadOnlyList<EnvironmentView> Environments,
    IReadOnlyList<EventView> Events);

/// <summary>An environment variable that a function has from its template, or so that it finds this cloud.</summary>
/// <param name="Value">Null: it may be a secret, so it isn't shown.</param>
public sealed record VariableView(string Name, string? Value);

/// <summary>A process that waits for a function's events, or handles one.</summary>
public sealed record EnvironmentView(string Id, string State, bool IsAttached, bool IsWarm, string? RequestId, double? BusyMs);
