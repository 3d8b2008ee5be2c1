namespace Chat.Emulator.Lambda;

/// <content>
/// When another environment is started. AWS starts one at once, where that costs nobody's processor; here a start may take the time of a
/// hundred short events, and a burst of those is sooner over with what is warm. So another one is started when, without a pause, events have
/// been waiting for as long as a start takes: whatever comes then, waiting and starting have cost no more than twice what was best.
/// </content>
internal sealed partial class FunctionPool
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(1);

    // From its start to its first answer, of the environment that came up last.
    private TimeSpan _startCost = LambdaQuotas.ScaleOut;

    // When the first environment became warm: what waited for that has not waited in vain.
    private long _warmSince = long.MinValue;

    // Since when there has been somebody in the queue, or since another environment was started for those.
    private long _queuedSince;

    // From here on: only under the lock.

    /// <summary>The environment has answered its first event.</summary>
    private void Learn(FunctionEnvironment environment)
    {
        if (_environments.Count(other => other.IsWarm) == 1)
        {
            _warmSince = _time.GetTimestamp();
        }

        if (!environment.IsAttached)
        {
            var cost = environment.StartTook + _time.GetElapsedTime(environment.BusySince);
            _startCost = TimeSpan.FromTicks(Math.Clamp(cost.Ticks, LambdaQuotas.ScaleOutAtLeast.Ticks, LambdaQuotas.ScaleOut.Ticks));
        }
    }

    /// <summary>Starts environments for those in the queue that nobody is on the way for.</summary>
    private void EnsureCapacity()
    {
        // Whoever attaches a process, in a debugger say, wants the events there.
        if (_stopped || _queue.Count == 0 || _environments.Exists(e => e.IsAttached))
        {
            return;
        }

        if (IsStartedElsewhere)
        {
            LogNobodyAttached(Function.Name);
            return;
        }

        var starting = 0;
        var coming = 0;
        var isWorking = false;
        var isWarmingUp = false;
        foreach (var environment in _environments)
        {
            var returning = environment.State == EnvironmentState.Returning
                && _time.GetElapsedTime(environment.ReturningSince) < LambdaQuotas.Return;
            starting += environment.State == EnvironmentState.Starting ? 1 : 0;
            coming += returning ? 1 : 0;
            isWorking |= returning || environment.State == EnvironmentState.Busy;
            isWarmingUp |= environment is { State: EnvironmentState.Busy, IsWarm: false }
                && _time.GetElapsedTime(environment.BusySince) < LambdaQuotas.FirstEvent;
        }

        if (isWarmingUp)
        {
            _recheck.Change(LambdaQuotas.FirstEvent, Timeout.InfiniteTimeSpan);
            return;
        }

        coming += starting;
        var needed = !isWorking ? _queue.Count : Math.Max(CountOverdue(), starting == 0 && IsOverdue(_queuedSince) ? coming + 1 : 0);
        for (; coming < needed && _environments.Count < _maxEnvironments; coming++)
        {
            StartEnvironment();
            _queuedSince = _time.GetTimestamp();
        }

        if (_environments.Count < _maxEnvironments)
        {
            // Timers are rough: one that fires early leaves a little, not the whole of it again. Who is overdue has been seen to.
            var left = _startCost - _time.GetElapsedTime(Math.Max(_queuedSince, _warmSince));
            var wait = left <= TimeSpan.Zero ? _startCost : left > Soonest ? left : Soonest;
            _recheck.Change(coming > starting && wait > LambdaQuotas.Return ? LambdaQuotas.Return : wait, Timeout.InfiniteTimeSpan);
        }
    }

    private bool IsOverdue(long since) => _time.GetElapsedTime(Math.Max(since, _warmSince)) >= _startCost;

    // The oldest come first, so what follows one that isn't overdue isn't either.
    private int CountOverdue() => _queue.TakeWhile(invocation => IsOverdue(invocation.Arrived)).Count();
}
