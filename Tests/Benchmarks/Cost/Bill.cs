namespace Chat.Benchmarks.Cost;

/// <summary>A month's bill, item by item. Quantities first, so that each can be checked against a real one.</summary>
internal sealed record Bill(
    double Messages,
    double ConnectionMinutes,
    double LambdaRequests,
    double LambdaGbSeconds,
    double WriteUnits,
    double ReadUnits,
    Prices Prices)
{
    private const double Million = 1e6;
    private const double FirstTier = 1e9;

    // A message is charged per 32 KB or part of it.
    private const double MessageUnit = 32 * 1024;

    // The chat reads consistently: a unit per 4 KB, half of one if it did not. A Scan or Query sums its rows before it rounds up.
    private const double ReadUnit = 4 * 1024;

    public double MessagesCost =>
        (Math.Min(Messages, FirstTier) * Prices.WebSocketPerMillionMessages
        + Math.Max(0, Messages - FirstTier) * Prices.WebSocketPerMillionMessagesBeyondFirstBillion) / Million;

    public double MinutesCost => ConnectionMinutes / Million * Prices.WebSocketPerMillionConnectionMinutes;

    public double LambdaRequestsCost => LambdaRequests / Million * Prices.LambdaPerMillionRequests;

    public double LambdaDurationCost => LambdaGbSeconds * Prices.LambdaPerGbSecond;

    public double WritesCost => WriteUnits / Million * Prices.DynamoDbPerMillionWriteUnits;

    public double ReadsCost => ReadUnits / Million * Prices.DynamoDbPerMillionReadUnits;

    public double Total => MessagesCost + MinutesCost + LambdaRequestsCost + LambdaDurationCost + WritesCost + ReadsCost;

    public static Bill Of(Usage usage, Design design, Prices prices)
    {
        var messages = usage.MessagesPerDay * Usage.DaysPerMonth;
        var connections = usage.Users * usage.ConnectionsPerDay * Usage.DaysPerMonth;
        var units = Math.Ceiling(Math.Max(1, usage.MessageBytes) / MessageUnit);
        var rowsRead = design.IsQuery ? usage.Recipients : Math.Max(1, usage.Online);
        return new Bill(
            // Each comes in once and goes out to every recipient.
            messages * units * (1 + usage.Recipients),
            usage.Users * usage.HoursPerDay * 60 * Usage.DaysPerMonth,
            messages + (2 * connections),
            ((messages * design.SendMs(usage.Recipients) * design.MemoryMb)
                + (2 * connections * design.ConnectMs * design.ConnectMemoryMb)) / 1_000 / 1_024,
            // One row written and deleted for each connection, both below 1 KB.
            2 * connections,
            messages * Math.Ceiling(rowsRead * design.RowBytes / ReadUnit),
            prices);
    }
}
