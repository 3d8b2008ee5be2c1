namespace Chat.Benchmarks.Cost;

/// <summary>One message to a room: how long until the last has it, what decides that, and what it costs.</summary>
/// <param name="Slices">Invocations that post to it; 0: the one that took it.</param>
/// <param name="Seconds">From the function's start to the last post's answer.</param>
/// <param name="Binds">What takes the longest: with more of that it would be faster.</param>
/// <param name="Fits">False when the function at the route doesn't have the time: some hear nothing.</param>
internal sealed record MessageCost(double Recipients, double Slices, double Seconds, string Binds, bool Fits, double ApiCost, double OtherCost)
{
    public const string Requests = "the account's requests a second";
    public const string Rate = "the rate that is kept below that";
    public const string Waiting = "posts 64 at a time";
    public const string Processor = "the function's processor";
    public const string Reading = "a partition's read units a second";

    private const double Million = 1e6;
    private const double MessageUnit = 32 * 1024;
    private const double ReadUnit = 4 * 1024;
    private const double Page = 1024 * 1024;

    public double Total => ApiCost + OtherCost;

    public static MessageCost Of(double recipients, double bytes, Design design, FanOutDesign fanOut, Quotas quotas, Prices prices)
    {
        var slices = fanOut.SlicesOf(recipients);
        var readUnits = Math.Ceiling(recipients * fanOut.KeyBytes / ReadUnit);
        var reading = Math.Max(Math.Ceiling(recipients * fanOut.KeyBytes / Page) * fanOut.PageMs / 1_000, readUnits / quotas.ReadUnitsPerSecondOfAPartition);
        var share = recipients / Math.Max(1, slices);
        (double Seconds, string What)[] posting =
        [
            (recipients / quotas.ApiRequestsPerSecond, Requests),
            (slices > 0 ? recipients / fanOut.PostsPerSecond : 0, Rate),
            (Math.Ceiling(share / design.Parallelism) * design.PostMs / 1_000, Waiting),
            (share * design.PostProcessorMs * Design.MemoryOfOneProcessorMb / Math.Min(design.MemoryMb, Design.MemoryOfOneProcessorMb) / 1_000, Processor),

            // The slices read what the sender has read, while they post.
            (readUnits / quotas.ReadUnitsPerSecondOfAPartition, Reading),
        ];
        var longest = posting.MaxBy(bound => bound.Seconds);
        var before = (design.SendBaseMs / 1_000) + reading;
        var seconds = before + (slices > 0 ? fanOut.HandOverMs / 1_000 : 0) + longest.Seconds;
        var gbSeconds = (slices > 0 ? before + (slices * longest.Seconds) : before + longest.Seconds) * design.MemoryMb / 1_024;
        var units = Math.Ceiling(Math.Max(1, bytes) / MessageUnit);
        return new MessageCost(
            recipients,
            slices,
            seconds,
            longest.What,
            (slices > 0 ? before : seconds) <= quotas.RouteSeconds,
            units * (1 + recipients) / Million * prices.WebSocketPerMillionMessages,
            ((1 + slices) / Million * prices.LambdaPerMillionRequests)
                + (gbSeconds * prices.LambdaPerGbSecond)
                + (fanOut.WriteUnits / Million * prices.DynamoDbPerMillionWriteUnits)
                + ((fanOut.ReadUnits + (readUnits * (slices > 0 ? 2 : 1))) / Million * prices.DynamoDbPerMillionReadUnits));
    }
}
