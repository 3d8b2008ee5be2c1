namespace Chat.Emulator.Journal;

/// <summary>What an entry of the journal tells. Their names are the API's, in camel case: docs/console.md.</summary>
internal enum JournalKind : byte
{
    Refused,
    Connected,
    FrameIn,
    Routed,
    BodyRefused,
    Integrated,
    InvocationStarted,
    InvocationEnded,
    Log,
    PostBack,
    FrameOut,
    Undelivered,
    Closed,
    Denied,
    Throttled,
    SlowConsumer,
    GivenUp,
    AnswerRefused,
}
