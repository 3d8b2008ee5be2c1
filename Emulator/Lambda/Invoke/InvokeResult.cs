using Chat.Emulator.Iam;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>What a call of Invoke comes to: a closed set, turned into HTTP in one place.</summary>
internal abstract record InvokeResult
{
    private InvokeResult()
    {
    }

    /// <summary>The end of the function's log, base64, when the caller asked for it.</summary>
    public string? LogTail { get; init; }

    /// <summary>The function ran and answered.</summary>
    public sealed record Answered(ReadOnlyMemory<byte> Payload, string ExecutedVersion) : InvokeResult;

    /// <summary>The function ran and failed, or didn't come to run: a 200 all the same.</summary>
    public sealed record Failed(ReadOnlyMemory<byte> Payload, string ExecutedVersion) : InvokeResult;

    /// <summary>The event is queued.</summary>
    public sealed record Accepted : InvokeResult;

    /// <summary>The caller could invoke the function.</summary>
    public sealed record DryRun : InvokeResult;

    public sealed record NotFound(string Arn) : InvokeResult;

    public sealed record InvalidInvocationType(string Given) : InvokeResult;

    public sealed record InvalidPayload(string Reason) : InvokeResult;

    public sealed record TooLarge(int MaxBytes) : InvokeResult;

    public sealed record TooManyRequests : InvokeResult;

    public sealed record ServiceFailed(string Reason) : InvokeResult;

    public sealed record AccessRefused(AccessError Error) : InvokeResult;
}
