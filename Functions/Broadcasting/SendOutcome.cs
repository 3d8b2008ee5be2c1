namespace Chat.Functions.Broadcasting;

/// <summary>How one post to one connection ended.</summary>
internal abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>Accepted for delivery.</summary>
    internal sealed record Delivered : SendOutcome
    {
        public static readonly Delivered Instance = new();
    }

    /// <summary>The connection is no more.</summary>
    internal sealed record Gone : SendOutcome
    {
        public static readonly Gone Instance = new();
    }

    /// <summary>Not now: a failure of the network or the service. Worth another try, and more than one.</summary>
    internal sealed record Unavailable(string Reason) : SendOutcome;

    /// <summary>Not now: the account's rate is used up, which passes, or too much waits for a client that doesn't read, which may not.</summary>
    internal sealed record Throttled(string Reason) : SendOutcome;

    /// <summary>Not this way: another try would end the same.</summary>
    internal sealed record Refused(string Reason) : SendOutcome;
}
