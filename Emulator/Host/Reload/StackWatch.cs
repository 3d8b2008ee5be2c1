using System.Threading.Channels;

namespace Chat.Emulator.Host.Reload;

/// <summary>
/// Waits for changes of the template and of the functions' code, lets them settle, and has them deployed. A burst of changes is one
/// change; a build that is half written is none yet.
/// </summary>
internal sealed partial class StackWatch : IAsyncDisposable
{
    /// <summary>Files count as written when they are the same twice, that long apart.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    // What never comes to rest is no code: a log, say, that a function writes beside its own.
    private static readonly TimeSpan LongestUnrest = TimeSpan.FromSeconds(30);

    // What can't run may be a build between two of its files: it is complained about when it has stayed as it is.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Redeployment _redeployment;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileChanges _changes;
    private readonly Channel<bool> _notices = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private StackWatch(Redeployment redeployment, TimeProvider time, ILogger<StackWatch> logger)
    {
        _redeployment = redeployment;
        _time = time;
        _logger = logger;
        _changes = new FileChanges(() => _notices.Writer.TryWrite(true), reason => LogPolling(FileChanges.PollPeriod.TotalSeconds, reason), time);

        // What has changed since the code was looked at, before there was a watch, is found by the first look.
        _changes.Watch(redeployment.Paths);
        _notices.Writer.TryWrite(true);
        _running = RunAsync();
    }

    public static StackWatch Start(Redeployment redeployment, TimeProvider time, ILogger<StackWatch> logger) => new(redeployment, time, logger);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _changes.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            string? seen = null;
            while (await _notices.Reader.WaitToReadAsync(_stop.Token))
            {
                var settled = await SettleAsync();
                if (settled is null)
                {
                    LogRestless(LongestUnrest);
                }
                else if (settled != seen)
                {
                    seen = settled;
                    await LookAsync(settled);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end of the emulator.
        }
#pragma warning disable CA1031 // Nobody awaits this task before the end: a bug must not vanish with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBug(e);
        }
    }

    private async Task<string?> SettleAsync()
    {
        var start = _time.GetTimestamp();
        string? before = null;
        while (_time.GetElapsedTime(start) < LongestUnrest)
        {
            _notices.Reader.TryRead(out _);
            await Task.Delay(Quiet, _time, _stop.Token);
            _changes.Watch(_redeployment.Paths);
            var now = _redeployment.Hash();
            if (now is not null && now == before)
            {
                return now;
            }

            before = now;
        }

        return null;
    }

    private async Task LookAsync(string settled)
    {
        var start = _time.GetTimestamp();
        switch (await _redeployment.TryAsync(_stop.Token))
        {
            case RedeploymentResult.Redeployed(var changes):
                LogRedeployed(_time.GetElapsedTime(start).TotalMilliseconds, changes);
                break;
            case RedeploymentResult.Unchanged:
                LogUnchanged();
                break;
            case RedeploymentResult.Refused(var reason):
                await Task.Delay(Grace, _time, _stop.Token);
                if (_redeployment.Hash() == settled)
                {
                    LogRefused(reason);
                }

                break;
        }

        // The new template may name other files: these have not been watched until now, so they are looked at once.
        _changes.Watch(_redeployment.Paths);
        if (_redeployment.Hash() != settled)
        {
            _notices.Writer.TryWrite(true);
        }
    }

    [LoggerMessage(1850, LogLevel.Information, "Redeployed in {ElapsedMs:0} ms: {Changes}")]
    private partial void LogRedeployed(double elapsedMs, StackChanges changes);

    [LoggerMessage(1855, LogLevel.Debug, "Files were written, and nothing of what runs has changed")]
    private partial void LogUnchanged();

    [LoggerMessage(1851, LogLevel.Error, "The change isn't deployed; what ran before keeps running: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(1853, LogLevel.Warning,
        "Something in the watched folders is written all the time, for {Limit} now, or can't be read: nothing is deployed while it is so")]
    private partial void LogRestless(TimeSpan limit);

    [LoggerMessage(1854, LogLevel.Warning,
        "The system can't tell of changes, so files are looked at every {Seconds} s instead. On Linux fs.inotify.max_user_instances and fs.inotify.max_user_watches set the limits. {Reason}")]
    private partial void LogPolling(double seconds, string reason);

    [LoggerMessage(1852, LogLevel.Error, "A bug ended the watch for changes: start the emulator again to see them")]
    private partial void LogBug(Exception exception);
}
