namespace Chat.Emulator.Lambda.Pools;

/// <summary>
/// When another environment is started. AWS starts one at once, where that costs nobody's processor; here a start may take the time of a
/// hundred short events, and a burst of those is sooner over with what is warm. So another one is started when, without a pause, events have
/// been waiting for as long as a start takes: whatever comes then, waiting and starting have cost no more than twice what was best.
/// </summary>
internal static class ScalingPolicy
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);

    /// <param name="startCost">How long events wait before another environment is worth its start.</param>
    public static ScalingDecision Decide(in PoolLoad load, TimeSpan startCost, int maxEnvironments)
    {
        // Whoever attaches a process, in a debugger say, wants the events there.
        if (load.Queued == 0 || load.HasAttached)
        {
            return default;
        }

        if (load.IsWarmingUp)
        {
            return new(0, LambdaQuotas.FirstEvent);
        }

        var coming = load.Starting + load.Returning;
        var isWorking = load.Busy + load.Returning > 0;
        var needed = !isWorking ? load.Queued
            : Math.Max(load.Overdue, load.Starting == 0 && load.QueuedFor >= startCost ? coming + 1 : 0);
        var starts = Math.Max(0, Math.Min(needed - coming, maxEnvironments - load.Environments));
        return new(starts, load.Environments + starts < maxEnvironments ? LookAgain(load, starts, startCost) : null);
    }

    /// <summary>What a start has cost, from there to the first answer, as far as others wait for it.</summary>
    public static TimeSpan StartCost(TimeSpan measured) =>
        TimeSpan.FromTicks(Math.Clamp(measured.Ticks, LambdaQuotas.ScaleOutAtLeast.Ticks, LambdaQuotas.ScaleOut.Ticks));

    private static TimeSpan LookAgain(in PoolLoad load, int starts, TimeSpan startCost)
    {
        // Timers are rough: one that fires early leaves a little, not the whole of it again. Who is overdue has been seen to.
        var left = startCost - (starts > 0 ? TimeSpan.Zero : load.QueuedFor);
        var wait = left <= TimeSpan.Zero ? startCost : left > Soonest ? left : Soonest;
        return load.Returning + starts > 0 && wait > LambdaQuotas.Return ? LambdaQuotas.Return : wait;
    }
}
