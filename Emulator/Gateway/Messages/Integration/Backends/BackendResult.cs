using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary>What calling a backend comes to: a closed set.</summary>
internal abstract record BackendResult
{
    private BackendResult()
    {
    }

    public sealed record Answered(BackendAnswer Answer) : BackendResult;

    /// <summary>There is no answer.</summary>
    public sealed record Failed(InvocationOutcome Outcome) : BackendResult
    {
        public static Failed Unreachable(string reason) => new(new InvocationOutcome.Unreachable(reason));
    }
}
