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

    /// <summary>Not now: throttled, or a failure of the network or the service. Worth another try.</summary>
    internal sealed record Unavailable(string Reason) : SendOutcome;

    /// <summary>Not this way: another try would end the same.</summary>
    internal sealed record Refused(string Reason) : SendOutcome;
}
