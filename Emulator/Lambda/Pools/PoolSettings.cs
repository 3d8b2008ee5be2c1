namespace Chat.Emulator.Lambda.Pools;

/// <summary>How the developer wants a function to be run.</summary>
internal sealed record PoolSettings(int MaxEnvironments)
{
    /// <summary>Somebody else starts the function's processes: events wait until one attaches, however long that takes.</summary>
    public bool IsStartedElsewhere { get; init; }

    /// <summary>Its developer debugs it: nothing ends because its time is over.</summary>
    public bool HasNoTimeouts { get; init; }
}
