using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Chat.Emulator.Lambda.Processes;

/// <summary>
/// The emulator's end of a guard process. The guard lives in a session of its own, starts the children, and kills them all
/// when this end of its pipe closes.
/// </summary>
internal sealed partial class Guard : IAsyncDisposable
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _launcher;
    private readonly GuardPipe _pipe;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Task _reading;
    private readonly Task _writing;
    private readonly Task<string> _complaints;
    private readonly ConcurrentDictionary<int, GuardedProcess> _children = new();
    private readonly TaskCompletionSource<GuardReport> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private KillOnCloseJob? _job;
    private int _guardId;
    private int _lastKey;
    private string? _lostReason;
    private bool _disposing;

    private Guard(ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
        _launcher = GuardScript.Start();
        _pipe = new GuardPipe(_launcher);
        _complaints = _pipe.ReadComplaintsAsync();
        _writing = _pipe.WriteAsync();
        _reading = ReadAsync();
    }

    /// <summary>True when the guard process is gone: nothing can be started through it any more.</summary>
    public bool HasEnded => Volatile.Read(ref _lostReason) is not null;

    /// <summary>Process id of the guard.</summary>
    public int Id => _guardId;

    public static async Task<Guard> StartAsync(ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var guard = new Guard(logger, time);
        try
        {
            await guard.BecomeReadyAsync(cancellationToken);
            return guard;
        }
        catch
        {
            await guard.DisposeAsync();
            throw;
        }
    }

    public async Task<IChildProcess> StartAsync(ChildProcessStart start, CancellationToken cancellationToken)
    {
        var key = Interlocked.Increment(ref _lastKey);
        var child = new GuardedProcess(key, start, this);
        _children[key] = child;
        Send(GuardRequest.Start(key, start));
        if (Volatile.Read(ref _lostReason) is { } reason)
        {
            // It ended before it could learn of this child.
            child.OnGuardLost(reason);
        }

        try
        {
            await child.Started.WaitAsync(cancellationToken);
            return child;
        }
        catch (OperationCanceledException)
        {
            Send(GuardRequest.Kill(key));
            throw;
        }
    }

    /// <summary>Never waits. When the guard is gone, so are the children, and nothing is left to be sent.</summary>
    public void Send(GuardRequest request) => _pipe.Send(request);

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _disposing, true);
        _pipe.Close();
        if (!await EndsAsync())
        {
            LogGuardHangs(_guardId);
            KillGuard();
            await EndsAsync();
        }

        Lose("The emulator has ended its children.");
        _launcher.Dispose();
    }

    private async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        GuardReport ready;
        try
        {
            ready = await _ready.Task.WaitAsync(ReadyTimeout, _time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new ChildProcessException($"Node.js did not start the guard of child processes within {ReadyTimeout.TotalSeconds} s.", e);
        }

        if (int.Parse(ready.Version.AsSpan(0, ready.Version.IndexOf('.')), CultureInfo.InvariantCulture) < GuardScript.MinNodeVersion)
        {
            throw new ChildProcessException($"Node.js {GuardScript.MinNodeVersion} or later is needed; the node on the PATH is {ready.Version}.");
        }

        _guardId = ready.Pid;
        if (OperatingSystem.IsWindows())
        {
            // Before the first child, so that every child is in the job too.
            _job = new KillOnCloseJob(ready.Pid);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await _pipe.ReadAsync(Take);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or JsonException)
        {
            LogGuardUnreadable(e);
        }

        if (Volatile.Read(ref _disposing))
        {
            Lose("The emulator has ended its children.");
            return;
        }

        var reason = $"The guard of child processes ended unexpectedly. {await _complaints}".TrimEnd();
        if (_ready.Task.IsCompletedSuccessfully)
        {
            // Before that, whoever waits for it gets the reason.
            LogGuardLost(_guardId, reason);
        }

        Lose(reason);
    }

    private void Take(GuardReport report)
    {
        if (report.Is == "ready")
        {
            _ready.TrySetResult(report);
            return;
        }

        if (!_children.TryGetValue(report.Id, out var child))
        {
            return;
        }

        switch (report.Is)
        {
            case "started":
                child.OnStarted(report.Pid);
                break;
            case "out":
                Relay(child, report);
                break;
            case "flushed":
                child.OnFlushed();
                break;
            case "failed":
                _children.TryRemove(report.Id, out _);
                child.OnFailed(report.Message);
                break;
            case "exit":
                _children.TryRemove(report.Id, out _);
                child.OnExit(report.Code, report.Signal);
                break;
        }
    }

    private void Relay(GuardedProcess child, GuardReport report)
    {
        try
        {
            child.OnOutput(report.Line, report.Err);
        }
        catch (Exception e)
        {
            // One listener's bug must not end every child.
            LogOutputNotTaken(e, child.Name);
        }
    }

    private async Task<bool> EndsAsync()
    {
        try
        {
            await Task.WhenAll(_reading, _writing).WaitAsync(EndTimeout, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void KillGuard()
    {
        try
        {
            using var guard = Process.GetProcessById(_guardId == 0 ? _launcher.Id : _guardId);
            guard.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended meanwhile.
        }
    }

    /// <summary>Does what is left to do without a guard; does it once.</summary>
    private void Lose(string reason)
    {
        Volatile.Write(ref _lostReason, reason);
        _pipe.Close();
        if (OperatingSystem.IsWindows())
        {
            _job?.Dispose();
        }

        _ready.TrySetException(new ChildProcessException(reason));
        foreach (var child in _children.Values)
        {
            child.OnGuardLost(reason);
        }

        _children.Clear();
    }
}
