namespace Chat.Benchmarks.Cost;

/// <summary>How a chat is built, as far as it costs.</summary>
/// <param name="IsQuery">True: a message's recipients are read by room (Query). False: all connections are read (Scan).</param>
/// <param name="MemoryMb">Memory of the sending function, which also decides its share of a processor.</param>
internal sealed record Design(bool IsQuery, double MemoryMb)
{
    /// <summary>What the chat is today.</summary>
    public static Design OfTheChat { get; } = new(IsQuery: false, MemoryMb: 512);

    /// <summary>The memory with which a function has one whole processor. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html</summary>
    public const double MemoryOfOneProcessorMb = 1_769;

    /// <summary>Memory of <c>$connect</c> and <c>$disconnect</c>.</summary>
    public double ConnectMemoryMb { get; init; } = 256;

    /// <summary>How long <c>$connect</c> and <c>$disconnect</c> take: one write to the table.</summary>
    public double ConnectMs { get; init; } = 10;

    /// <summary>The sending function without its posts: one read of the table.</summary>
    public double SendBaseMs { get; init; } = 10;

    /// <summary>A post to a connection, from the function's view.</summary>
    public double PostMs { get; init; } = 10;

    /// <summary>Posts in flight at a time; <c>Broadcaster.Parallelism</c>.</summary>
    public double Parallelism { get; init; } = 64;

    /// <summary>
    /// Processor time of a post on one whole processor: signing, HTTP. Measured here, by the row "sending function's processor per post" of
    /// <c>compare --only fanout</c>; the other durations are assumptions.
    /// </summary>
    public double PostProcessorMs { get; init; } = 0.056;

    /// <summary>A row of the table, names and overhead included.</summary>
    public double RowBytes { get; init; } = 100;

    /// <summary>
    /// How long a message's fan-out runs: the posts wait for the network 64 at a time, or for the function's share of a processor, whichever
    /// is longer.
    /// </summary>
    public double SendMs(double recipients) => SendBaseMs + Math.Max(
        Math.Ceiling(recipients / Parallelism) * PostMs,
        recipients * PostProcessorMs * MemoryOfOneProcessorMb / Math.Min(MemoryMb, MemoryOfOneProcessorMb));
}
