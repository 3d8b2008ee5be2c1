namespace Chat.Benchmarks.Cost;

/// <summary>How a room's message is split over invocations, as the chat does it: docs/chat.md, "Large rooms".</summary>
internal sealed record FanOutDesign
{
    /// <summary>One invocation for everybody, whatever the room's size.</summary>
    public static FanOutDesign Never { get; } = new() { Threshold = double.PositiveInfinity };

    /// <summary>Beyond how many connections it is split.</summary>
    public double Threshold { get; init; } = 1_000;

    public double MostSlices { get; init; } = 8;

    /// <summary>How many posts a second all slices make: a share of the account's requests.</summary>
    public double PostsPerSecond { get; init; } = 8_000;

    /// <summary>From handing a slice over to its first post. An assumption.</summary>
    public double HandOverMs { get; init; } = 150;

    /// <summary>A membership in the table, names and overhead included.</summary>
    public double KeyBytes { get; init; } = 90;

    /// <summary>A page of a Query, 1 MB. An assumption.</summary>
    public double PageMs { get; init; } = 30;

    /// <summary>What is written for a message: its sender's count, its id, itself; and read: its row, its name, the room's last.</summary>
    public double WriteUnits { get; init; } = 3;

    public double ReadUnits { get; init; } = 3;

    public double SlicesOf(double recipients) => recipients <= Threshold ? 0 : Math.Min(MostSlices, Math.Ceiling(recipients / Threshold));
}
