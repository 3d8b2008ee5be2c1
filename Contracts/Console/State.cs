namespace Chat.Contracts.Console;

/// <summary>What runs and what holds: <c>GET state</c>.</summary>
/// <param name="CanChange">Whether this request brought the token.</param>
public sealed record StateView(
    bool CanChange,
    string Region,
    bool IsIamOn,
    bool AreRatesEnforced,
    int Connections,
    IReadOnlyList<StageView> Stages,
    IReadOnlyList<string> Functions,
    IReadOnlyList<string> Tables,
    IReadOnlyList<LimitView> Limits,
    IReadOnlyList<FaultView> Faults,
    JournalView Journal);

/// <summary>A stage of an API, and where it is.</summary>
public sealed record StageView(
    string Api, string ApiId, string Name, Uri WebSocketUrl, Uri CallbackUrl, string RouteSelectionExpression, IReadOnlyList<RouteView> Routes);

/// <summary>A route of a stage.</summary>
/// <param name="Function">Null: it calls another backend.</param>
public sealed record RouteView(string RouteKey, string? Function, bool IsTwoWay, double? TimeoutMs);

/// <summary>A limit that is in force, in words.</summary>
/// <param name="Scope">Who says so: AWS, the template, an option, or the emulator itself.</param>
public sealed record LimitView(string Name, string Value, string Scope);

/// <summary>A fault on demand that is in force.</summary>
public sealed record FaultView(string Name, string Description);

/// <summary>Which events are kept.</summary>
public sealed record JournalView(long First, long Next, int Capacity, int MaxTextBytes);
