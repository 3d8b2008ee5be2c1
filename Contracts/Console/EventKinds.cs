namespace Chat.Contracts.Console;

/// <summary>What an <see cref="EventView"/> tells: docs/console.md.</summary>
public static class EventKinds
{
    public const string Refused = "refused";
    public const string Connected = "connected";
    public const string FrameIn = "frameIn";
    public const string Routed = "routed";
    public const string BodyRefused = "bodyRefused";
    public const string Integrated = "integrated";
    public const string InvocationStarted = "invocationStarted";
    public const string InvocationEnded = "invocationEnded";
    public const string Log = "log";
    public const string PostBack = "postBack";
    public const string FrameOut = "frameOut";
    public const string Undelivered = "undelivered";
    public const string Closed = "closed";
    public const string Denied = "denied";
    public const string Throttled = "throttled";
    public const string SlowConsumer = "slowConsumer";
    public const string GivenUp = "givenUp";
    public const string AnswerRefused = "answerRefused";
}
