using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda;

/// <summary>An invocation whose caller wants to see what the function writes meanwhile.</summary>
internal sealed record LoggedInvocation : LambdaInvocation
{
    public LoggedInvocation(LambdaInvocation invocation, InvocationLog log)
        : base(invocation) => Log = log;

    public InvocationLog Log { get; }
}
