namespace Chat.Emulator.Lambda.Pools;

/// <summary>A pool at a moment, as far as that decides whether another environment is started.</summary>
internal readonly record struct PoolLoad
{
    /// <summary>Invocations that wait for an environment.</summary>
    public required int Queued { get; init; }

    /// <summary>Those of them that have waited for as long as a start takes, since there has been a warm environment.</summary>
    public int Overdue { get; init; }

    /// <summary>For how long there has been somebody in the queue, since another environment was started and since there has been a warm one.</summary>
    public TimeSpan QueuedFor { get; init; }

    /// <summary>All environments.</summary>
    public int Environments { get; init; }

    public int Starting { get; init; }

    /// <summary>Those that have just responded, and will ask for the next event at once.</summary>
    public int Returning { get; init; }

    public int Busy { get; init; }

    /// <summary>One is busy with its first event, and hasn't been for long.</summary>
    public bool IsWarmingUp { get; init; }

    /// <summary>Somebody else's process is attached.</summary>
    public bool HasAttached { get; init; }
}
