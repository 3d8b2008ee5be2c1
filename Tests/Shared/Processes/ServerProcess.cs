using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Chat.Tests;

/// <summary>A server that is measured or tested: a process, stopped with what it started.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int KeptLines = 200;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasEnded;

    private ServerProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => End();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public static ServerProcess Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? BuildMetadata.Find("RepositoryRoot"),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(start);
    }

    /// <summary>What follows that text in the first line that has it. Throws with the output when the process ends or takes too long.</summary>
    public async Task<string> WaitForAsync(string text, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                {
                    return found[(found.IndexOf(text, StringComparison.Ordinal) + text.Length)..];
                }

                if (_hasEnded)
                {
                    throw new InvalidOperationException($"{Command} ended before it said '{text}':\n{string.Join('\n', _lines)}");
                }

                changed = _changed.Task;
            }

            var left = StartLimit - Stopwatch.GetElapsedTime(started);
            try
            {
                await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new InvalidOperationException($"{Command} didn't say '{text}' in {StartLimit.TotalSeconds:0} s:\n{Output}");
            }
        }
    }

    /// <summary>Writes a line to its standard input and waits for the next line that starts with <paramref name="answer"/>.</summary>
    public async Task<string> AskAsync(string line, string answer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _lines.RemoveAll(old => old.StartsWith(answer, StringComparison.Ordinal));
        }

        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await WaitForAsync(answer, cancellationToken);
    }

    /// <summary>Waits for a process that ends by itself.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited && !OperatingSystem.IsWindows())
        {
            _ = Kill(_process.Id, Terminate);
            try
            {
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(StopLimit);
            }
            catch (TimeoutException)
            {
                // Ended below, the hard way.
            }
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private string Command => $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}";

    private void OnLine(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_lines.Count == KeptLines)
            {
                // The first lines say where it listens, the last ones what went wrong.
                _lines.RemoveAt(KeptLines / 2);
            }

            _lines.Add(e.Data);
            Signal();
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Signal();
        }
    }

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
