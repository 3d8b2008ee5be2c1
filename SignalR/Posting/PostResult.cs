namespace Chat.SignalR.Posting;

/// <summary>What became of one text.</summary>
/// <param name="Delivered">Connections that got it.</param>
/// <param name="Gone">Connections that are no more: API Gateway answered 410.</param>
/// <param name="Failed">Connections that are there, for all we know, and did not get it.</param>
public sealed record PostResult(int Delivered, IReadOnlyCollection<string> Gone, int Failed)
{
    internal static PostResult Nobody { get; } = new(0, [], 0);
}
