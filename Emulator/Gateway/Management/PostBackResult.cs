using Chat.Emulator.Iam;

namespace Chat.Emulator.Gateway.Management;

/// <summary>What a call of <c>@connections</c> comes to: a closed set, turned into HTTP in one place.</summary>
internal abstract record PostBackResult
{
    private PostBackResult()
    {
    }

    /// <summary>Accepted for delivery, which is not the same as delivered.</summary>
    public sealed record Delivered : PostBackResult;

    /// <summary>What is known of the connection, as JSON.</summary>
    public sealed record Described(ReadOnlyMemory<byte> Json) : PostBackResult;

    public sealed record Deleted : PostBackResult;

    /// <summary>No open connection of this stage has the id: closed, still pending, another stage's, or never there.</summary>
    public sealed record Gone : PostBackResult;

    /// <summary>The id is none that a connection could have.</summary>
    public sealed record InvalidConnectionId(string Id) : PostBackResult;

    public sealed record TooLarge : PostBackResult;

    /// <summary>The account's rate is used up; or the client reads too slowly and what waits for it has reached the limit.</summary>
    /// <param name="Limit">Which, in words.</param>
    public sealed record LimitExceeded(string Limit) : PostBackResult;

    /// <summary>A fault that was asked for: as if the account's rate were used up.</summary>
    public sealed record ThrottledByFault : PostBackResult;

    /// <summary>A fault that was asked for: AWS fails now and then, this gateway only on purpose.</summary>
    public sealed record FailedByFault : PostBackResult;

    /// <summary>A fault that was asked for: it was delivered, and its poster doesn't hear of it.</summary>
    public sealed record AnswerLostByFault : PostBackResult;

    public sealed record NoSuchMethod(string Path) : PostBackResult;

    /// <summary>It isn't known who calls, or who calls may not.</summary>
    public sealed record AccessRefused(AccessError Error) : PostBackResult;
}
