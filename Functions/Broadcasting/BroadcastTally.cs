namespace Chat.Functions.Broadcasting;

/// <summary>What became of one message.</summary>
/// <param name="Delivered">Connections that got it.</param>
/// <param name="Gone">Connections that were no more.</param>
/// <param name="Failed">Connections that are there, for all we know, and did not get it.</param>
/// <param name="Retried">Posts that were repeated.</param>
/// <param name="Elapsed">From the first read of the table to the last answer.</param>
/// <param name="EveryoneListed">False when the table could not be read to its end: there may be more who did not get it.</param>
internal sealed record BroadcastTally(int Delivered, int Gone, int Failed, int Retried, TimeSpan Elapsed, bool EveryoneListed)
{
    /// <summary>Those of the failed for whom another invocation may do more: all but those that are known not to read.</summary>
    public IReadOnlyList<string> Undelivered { get; init; } = [];

    public bool IsComplete => Failed == 0 && EveryoneListed;
}
