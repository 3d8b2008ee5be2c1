using Chat.Contracts.Faults;
using Chat.Emulator.Options;

namespace Chat.Emulator.Invocations.Faults;

/// <summary>One set of faults with its draws. The settings never change.</summary>
internal sealed class FaultsInForce(FaultSettings settings, FaultInjection injection, TimeProvider time)
{
    /// <summary>What overtaking takes: longer than the way of a message on one machine, shorter than anybody's timeout.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(100);

    private const string TimedOutName = "invocations.timedout";

    private static readonly InvocationOutcome.FunctionFailed Failed = new(
        "Emulator.Fault", "The function was not called: a fault that was asked for, invocations.failed")
    {
        FaultName = "invocations.failed",
    };

    // Whoever waits without a limit hears of the function's own.
    private static readonly InvocationOutcome.FunctionFailed TimedOut = new(
        "Sandbox.Timedout", "The function was not called: a fault that was asked for, invocations.timedout")
    {
        FaultName = TimedOutName,
    };

    private readonly FaultDraw _draw = new(settings.Seed ?? 0);

    public FaultSettings Settings => settings;

    public bool ThrottlesPost(string connectionId) => Strikes(Fault.PostThrottled, settings.PostsThrottled, connectionId);

    public bool FailsPost(string connectionId) => Strikes(Fault.PostFailed, settings.PostsFailed, connectionId);

    /// <summary>Whether the poster of a message that was taken gets no answer: its connection is cut.</summary>
    public bool LosesAnswer(string connectionId) => Strikes(Fault.PostAnswerLost, settings.PostsAnswerLost, connectionId);

    public bool LosesDisconnect(string connectionId) => Strikes(Fault.DisconnectLost, settings.DisconnectLost, connectionId);

    public async ValueTask DelayPostAsync(string connectionId, CancellationToken cancellationToken)
    {
        await DelayAsync(Fault.PostLatency, settings.PostsLatencyMs, connectionId, cancellationToken);
        await HoldAsync(Fault.PostReordered, settings.PostsReordered, connectionId, cancellationToken);
    }

    public ValueTask DelayMessageAsync(string connectionId) =>
        HoldAsync(Fault.MessageReordered, settings.MessagesReordered, connectionId, CancellationToken.None);

    public ValueTask DelayHandshakeAsync(string connectionId) =>
        DelayAsync(Fault.HandshakeLatency, settings.HandshakeLatencyMs, connectionId, CancellationToken.None);

    /// <summary>Invokes, later or not at all. Cancelling is the end of the caller's patience.</summary>
    public async ValueTask<InvocationOutcome> InvokeAsync(InvocationCall call, CancellationToken cancellationToken)
    {
        var what = $"{call.Name}, {call.TraceId}";
        try
        {
            await DelayAsync(Fault.InvocationLatency, settings.InvocationsLatencyMs, what, cancellationToken);
        }
        catch (OperationCanceledException) when (call.Timeout is not null)
        {
            return new InvocationOutcome.TimedOut { Limit = call.Timeout, FaultName = "invocations.latency" };
        }

        if (Strikes(Fault.InvocationFailed, settings.InvocationsFailed, what))
        {
            return Failed;
        }

        if (Strikes(Fault.InvocationTimedOut, settings.InvocationsTimedOut, what))
        {
            if (call.Timeout is null)
            {
                return TimedOut;
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new InvocationOutcome.TimedOut { Limit = call.Timeout, FaultName = TimedOutName };
        }

        return await call.Invoke(cancellationToken);
    }

    private bool Strikes(Fault fault, double share, string what)
    {
        if (share <= 0 || _draw.Next(fault) >= share)
        {
            return false;
        }

        injection.Record(fault, what, isOfEveryRequest: false);
        return true;
    }

    private async ValueTask DelayAsync(Fault fault, double milliseconds, string what, CancellationToken cancellationToken)
    {
        if (milliseconds > 0)
        {
            injection.Record(fault, what, isOfEveryRequest: true);
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, cancellationToken);
        }
    }

    private async ValueTask HoldAsync(Fault fault, double share, string what, CancellationToken cancellationToken)
    {
        if (Strikes(fault, share, what))
        {
            await Task.Delay(LongestHold * _draw.Next(fault), time, cancellationToken);
        }
    }
}
