namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>What asking an authorizer comes to: a closed set, mapped to HTTP at one edge.</summary>
internal abstract record AuthorizerOutcome
{
    private AuthorizerOutcome()
    {
    }

    /// <param name="UsageIdentifierKey">The client's API key, where the authorizer names one.</param>
    public sealed record Allowed(AuthorizerContext Context, string? UsageIdentifierKey) : AuthorizerOutcome;

    /// <summary>The policy denies, or allows something else.</summary>
    public sealed record Denied : AuthorizerOutcome;

    /// <summary>An identity source is missing, or the function failed with the message <c>Unauthorized</c>.</summary>
    public sealed record Unauthorized(string Why) : AuthorizerOutcome;

    /// <summary>The function failed in another way, was too slow, or answered what can't be read.</summary>
    public sealed record Failed(string Why) : AuthorizerOutcome;
}
