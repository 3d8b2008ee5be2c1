namespace Chat.Benchmarks.Compare;

/// <summary>The rows of the table, by the names that <c>--only</c> takes.</summary>
internal static class Rows
{
    public const string Connect = "connect";
    public const string Broadcast = "broadcast";
    public const string Deliveries = "deliveries";
    public const string Answer = "answer";
    public const string Leave = "leave";
    public const string Idle = "idle";
    public const string Invocation = "invocation";
    public const string Start = "start";
    public const string Native = "native";
    public const string FanOut = "fanout";
    public const string Cold = "cold";

    public static string[] All { get; } = [Connect, Broadcast, Deliveries, Answer, Leave, Idle, Invocation, Start, Native, FanOut, Cold];
}
