namespace Chat.Emulator.Lambda;

/// <summary>Lambda's quotas, and where it has none that fits a laptop, ours.</summary>
internal static class LambdaQuotas
{
    /// <summary>A function's response, in bytes: 6 MB and what Lambda adds. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html</summary>
    public const int MaxResponseBytes = 6_291_556;

    /// <summary>An event that the caller waits for, in bytes.</summary>
    public const int MaxRequestBytes = 6 * 1024 * 1024;

    /// <summary>An event that nobody waits for, in bytes.</summary>
    public const int MaxEventBytes = 1024 * 1024;

    /// <summary>What <c>X-Amz-Log-Type: Tail</c> shows of an invocation's log, in bytes. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html</summary>
    public const int MaxLogTailBytes = 4 * 1024;

    /// <summary>Invocations that wait for an environment, per function. Ours: AWS has no queue and throttles at once.</summary>
    public const int MaxWaiting = 1_000;

    /// <summary>From the start of the process to its first <c>next</c>. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html</summary>
    public static readonly TimeSpan InitTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The same for a command of the developer's, which may well compile first. Ours.</summary>
    public static readonly TimeSpan CommandInitTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long an event may be under way while somebody debugs it; an end, because processes get lost in debuggers. Ours.</summary>
    public static readonly TimeSpan MaxDebugging = TimeSpan.FromHours(1);

    /// <summary>How long a caller who wants to see a function's output waits for the last of it. Ours: it takes a millisecond.</summary>
    public static readonly TimeSpan OutputFlush = TimeSpan.FromSeconds(1);

    /// <summary>How long after posting an init error a process may take to end. Ours.</summary>
    public static readonly TimeSpan InitErrorExit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long an environment that has just responded counts as coming back for the next event, so that invocations one after the
    /// other use one environment. Ours; runtimes come back within a millisecond.
    /// </summary>
    public static readonly TimeSpan Return = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long events wait, without a pause, for environments that are busy before another one is started beside those, at most: as long as
    /// a start takes, where that is shorter. Ours: see <see cref="Pools.ScalingPolicy"/>.
    /// </summary>
    public static readonly TimeSpan ScaleOut = TimeSpan.FromMilliseconds(250);

    /// <summary>The least of <see cref="ScaleOut"/>, for functions that start in no time. Ours.</summary>
    public static readonly TimeSpan ScaleOutAtLeast = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How long an environment may take for its first event before others are started beside it. Ours, for the same reason: while one
    /// compiles, three more that do the same make it three times as slow.
    /// </summary>
    public static readonly TimeSpan FirstEvent = TimeSpan.FromSeconds(1);

    /// <summary>The same as <see cref="Return"/> for an attached poller, until it counts as gone. Ours.</summary>
    public static readonly TimeSpan AttachedReturn = TimeSpan.FromSeconds(2);
}
