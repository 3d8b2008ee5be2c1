namespace Chat.Emulator.Template;

/// <summary>What becomes of a function's events that nobody waits for.</summary>
public sealed record AsyncSettings
{
    /// <summary>AWS's, where the template says nothing.</summary>
    public static AsyncSettings Default { get; } = new();

    /// <summary>How often one that failed is tried again, 0 to 2.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>How old one may get, a minute to six hours.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Where those go that are given up, by their ARNs: the function's dead-letter queue or topic, and its destination for failures.</summary>
    public IReadOnlyList<string> DeadLetterArns { get; init; } = [];
}
