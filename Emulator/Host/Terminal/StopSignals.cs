using System.Runtime.InteropServices;

namespace Chat.Emulator.Host.Terminal;

/// <summary>
/// Ctrl-C, SIGTERM, SIGHUP and the end of <c>dotnet run</c>, as one request to stop; one more ends the process at once, when a person
/// has had the time to read that and to mean it. Whoever signals a process group, or a <c>dotnet run</c> that passes signals on, sends
/// two in the same moment and means one.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(1);

    // 0: nothing has been said yet.
    private long _said;

    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StopSignals(CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stop.Token.Register(OnRequested);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
        _ = StopWithParentAsync();
    }

    public Task Requested => _requested.Task;

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void OnRequested()
    {
        try
        {
            Console.Error.WriteLine("Stopping: connections are closed, $disconnect runs. Press again to stop at once.");
        }
        catch (IOException)
        {
            // The terminal has been closed.
        }

        Volatile.Write(ref _said, TimeProvider.System.GetTimestamp());
        _requested.TrySetResult();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_requested.Task.IsCompleted)
        {
            _stop.Cancel();
        }
        else if (Volatile.Read(ref _said) is not 0 and var said && TimeProvider.System.GetElapsedTime(said) >= ReadingTime)
        {
            // 128 + SIGINT, as a shell counts it. The children notice by themselves.
            Environment.Exit(130);
        }
    }

    private async Task StopWithParentAsync()
    {
        try
        {
            await ParentProcess.EndedAsync(_stop.Token);
            await _stop.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Stopped in another way first.
        }
    }
}
