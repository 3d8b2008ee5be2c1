namespace Chat.Soak.Tests.Hub;

/// <param name="Duration">How long people talk, come and go.</param>
/// <param name="Clients">How many are there; half of them stay for the whole run.</param>
/// <param name="RoomSize">How many of them share a room.</param>
/// <param name="Rate">Messages a second, of all together.</param>
/// <param name="Seed">What the choices are drawn from. What comes of them also depends on the machine's timing.</param>
internal sealed record HubSoakPlan(TimeSpan Duration, int Clients, int RoomSize, double Rate, int Seed)
{
    // Shorter than that, everything is still being compiled, and heaps find their size.
    private static readonly TimeSpan LeastForMemory = TimeSpan.FromMinutes(20);

    /// <summary>The functions' native program. Null: their portable build.</summary>
    public string? Functions { get; init; }

    public int Rooms => Math.Max(1, Clients / RoomSize);

    /// <summary>With everybody there. A row for each, all of them and its room as memberships, there and back; where it is, and called what, there and back.</summary>
    public RowCounts ExpectedRows => new(Clients, 4 * Clients, 3 * Clients);

    public TimeSpan BetweenSamples => Duration / 60;

    public bool JudgesMemory => Duration >= LeastForMemory;
}
