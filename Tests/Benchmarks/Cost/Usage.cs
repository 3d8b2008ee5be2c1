namespace Chat.Benchmarks.Cost;

/// <summary>How a chat is used.</summary>
/// <param name="Users">People who use it on a day.</param>
/// <param name="Rooms">Rooms, of the same size; 1: everybody hears everybody.</param>
/// <param name="MessagesPerDay">Messages that people send, all together.</param>
internal sealed record Usage(double Users, double Rooms, double MessagesPerDay)
{
    public const int DaysPerMonth = 30;

    /// <summary>How long each user is connected on a day.</summary>
    public double HoursPerDay { get; init; } = 2;

    /// <summary>How often each user connects on a day. API Gateway ends a connection after two hours.</summary>
    public double ConnectionsPerDay { get; init; } = 3;

    /// <summary>Size of a message, as it is sent and received.</summary>
    public double MessageBytes { get; init; } = 200;

    /// <summary>Connected at a time, on average over the day.</summary>
    public double Online => Users * HoursPerDay / 24;

    /// <summary>Who gets a message: those of its room who are connected, the sender at least.</summary>
    public double Recipients => Math.Max(1, Online / Rooms);
}
