namespace Chat.SignalR.Posting;

/// <summary>What became of one text.</summary>
/// <param name="Delivered">Connections that got it.</param>
/// <param name="Gone">Connections that are no more: API Gateway answered 410.</param>
/// <param name="Failed">Connections that are there, for all we know, and did not get it.</param>
public sealed record PostResult(int Delivered, IReadOnlyCollection<string> Gone, int Failed)
{
    /// <summary>
    /// Those of the failed for whom another invocation is worth its while. Of a split call one is made, see <see cref="Slices.FanOutOptions"/>; a poster that names
    /// nobody has nothing repeated.
    /// </summary>
    public IReadOnlyCollection<string> Undelivered { get; init; } = [];

    /// <summary>False when the list of connections could not be read to its end: there may be more who did not get it.</summary>
    public bool EveryoneListed { get; init; } = true;

    internal static PostResult Nobody { get; } = new(0, [], 0);
}
