namespace Chat.Contracts.Console;

/// <summary>What became of an invocation that the console made.</summary>
public static class InvocationOutcomes
{
    public const string Responded = "responded";
    public const string Failed = "failed";
    public const string Throttled = "throttled";
    public const string TimedOut = "timedOut";
    public const string Unreachable = "unreachable";
}
