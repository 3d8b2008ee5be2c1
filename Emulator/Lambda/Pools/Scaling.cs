namespace Chat.Emulator.Lambda.Pools;

/// <summary>What a pool has learnt about its function's starts, and decides by. Touched under the pool's lock only.</summary>
internal sealed class Scaling(int maxEnvironments, TimeProvider time)
{
    // From its start to its first answer, of the environment that came up last.
    private TimeSpan _startCost = LambdaQuotas.ScaleOut;

    // When the first environment became warm: what waited for that has not waited in vain.
    private long _warmSince = long.MinValue;

    /// <summary>The environment has answered its first event.</summary>
    /// <param name="isOnlyOne">No other one is warm.</param>
    public void Learn(FunctionEnvironment environment, bool isOnlyOne)
    {
        _warmSince = isOnlyOne ? time.GetTimestamp() : _warmSince;
        if (!environment.IsAttached)
        {
            _startCost = ScalingPolicy.StartCost(environment.StartTook + time.GetElapsedTime(environment.BusySince));
        }
    }

    public ScalingDecision Decide(InvocationQueue queue, PooledEnvironments environments)
    {
        if (queue.Count == 0)
        {
            return default;
        }

        var load = environments.Load with
        {
            Queued = queue.Count,
            Overdue = queue.CountOverdue(_startCost, _warmSince),
            QueuedFor = time.GetElapsedTime(Math.Max(queue.Since, _warmSince)),
        };
        return ScalingPolicy.Decide(load, _startCost, maxEnvironments);
    }
}
