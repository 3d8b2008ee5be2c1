namespace Chat.Emulator.Lambda.Invoke;

/// <summary>How long an event that failed waits before it is tried again: that long, and the next time twice as long.</summary>
internal sealed record AsyncPauses(TimeSpan First)
{
    /// <summary>AWS's.</summary>
    public static AsyncPauses Default { get; } = new(Options.EmulatorOptions.DefaultEventRetryPause);

    public TimeSpan Before(int retry) => First * retry;
}
