using System.Globalization;

namespace Chat.Emulator.Lambda;

/// <content>What happens when time runs out for an environment, and who is given more.</content>
internal sealed partial class FunctionPool
{
    // The one place where time runs out for an environment.
    private void Expire(FunctionEnvironment environment)
    {
        if (!IsDebugged(environment) || !TryPostpone(environment))
        {
            End(environment, null);
        }
    }

    private bool IsDebugged(FunctionEnvironment environment) =>
        HasNoTimeouts || (environment.ProcessId is { } session && Debuggers.AreIn(session));

    /// <summary>False when it has been going on for longer than anybody debugs.</summary>
    private bool TryPostpone(FunctionEnvironment environment)
    {
        lock (_gate)
        {
            if (environment.State == EnvironmentState.Ended || !IsDue(environment))
            {
                return true;
            }

            if (_time.GetElapsedTime(environment.Since) >= LambdaQuotas.MaxDebugging)
            {
                return false;
            }

            // It gets its time anew, and that again, for as long as there is a debugger.
            Arm(environment, Function.Timeout);
        }

        LogPostponed(Function.Name, Function.Timeout);
        return true;
    }

    private FunctionError TimeOut(EnvironmentState state) => new(
        state == EnvironmentState.Starting
            ? "Init timed out: the function did not ask for an event"
            : string.Create(CultureInfo.InvariantCulture, $"Task timed out after {Function.Timeout.TotalSeconds:0.00} seconds"),
        "Sandbox.Timedout");

    // Timers are rough: one may fire a little early, or just when its span has ended in another way.
    private bool IsDue(FunctionEnvironment environment)
    {
        if (environment.Due == long.MaxValue)
        {
            return false;
        }

        var left = _time.GetElapsedTime(_time.GetTimestamp(), environment.Due);
        if (left <= TimeSpan.Zero)
        {
            return true;
        }

        environment.Timer!.Change(left, Timeout.InfiniteTimeSpan);
        return false;
    }
}
