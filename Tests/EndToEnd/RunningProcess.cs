using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Chat.EndToEnd.Tests;

/// <summary>
/// The product as a person runs it: a process with its output. It gets a TMPDIR of its own, which its children inherit: so what
/// it leaves behind can be found, whoever its parent is by then.
/// </summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int KillSignal = 9;
    public const int Terminate = 15;

    // A start under Aspire is ten processes, and tests run beside it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LeftLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _mark = Directory.CreateTempSubdirectory("chat-e2e-");
    // Unbounded: the output of a short run.
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _seen = [];

    private RunningProcess(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
            Environment = { ["TMPDIR"] = _mark.FullName, ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_seen)
            {
                return string.Join('\n', _seen);
            }
        }
    }

    public static RunningProcess Start(string file, params string[] arguments) => new(file, arguments, null);

    public static RunningProcess StartWith(IReadOnlyDictionary<string, string> environment, string file, params string[] arguments) =>
        new(file, arguments, environment);

    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>To it and all of its process group: it was started with <c>setsid</c>, and leads the group.</summary>
    public void SignalGroup(int signal) => Assert.Equal(0, Kill(-_process.Id, signal));

    /// <summary>To the one process with that text in its command line that a process of this run has started: it may have another environment.</summary>
    public void SignalChild(string text, int signal)
    {
        var own = Directory.EnumerateDirectories("/proc").Where(HasMark).Select(Path.GetFileName).ToHashSet();
        var child = Assert.Single(
            Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])),
            folder => CommandLine(folder).Contains(text, StringComparison.Ordinal) && ReadStat(folder) is { } stat && own.Contains(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]));
        Assert.Equal(0, Kill(int.Parse(Path.GetFileName(child), CultureInfo.InvariantCulture), signal));
    }

    /// <summary>The first line from here on that starts so; the whole output when it doesn't come.</summary>
    public Task<string> WaitForLineAsync(string start) => WaitForLineAsync(line => line.StartsWith(start, StringComparison.Ordinal), start);

    /// <summary>The first line from here on with that text.</summary>
    public Task<string> WaitForLineWithAsync(string text) => WaitForLineAsync(line => line.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits until that text is in the output. The order of standard output and standard error among each other is nobody's promise.</summary>
    public async Task WaitForOutputAsync(string text)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(timeout.IsCancellationRequested, $"No '{text}' in:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The address in <c>ready ws://127.0.0.1:4510/demo</c>.</summary>
    public async Task<Uri> WaitUntilReadyAsync() => new((await WaitForLineAsync("ready "))["ready ".Length..]);

    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"Still running after {limit}:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>Waits until no process of this run is left; names them when they stay. Linux tells through /proc.</summary>
    public async Task WaitUntilNothingIsLeftAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        var left = Left();
        while (left.Length > 0)
        {
            Assert.False(timeout.IsCancellationRequested, $"Left after {limit}: {string.Join("; ", left)}\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            left = Left();
        }
    }

    /// <summary>The command lines of this run's processes.</summary>
    public string[] Left() => [.. Directory.EnumerateDirectories("/proc").Where(HasMark).Select(CommandLine)];

    /// <summary>What /proc tells of each thread of this run's processes, such as <c>814 (.NET TP Worker) S 1 …</c>.</summary>
    public string[] Threads() => [.. Directory.EnumerateDirectories("/proc").Where(HasMark).SelectMany(ThreadsOf)];

    private async Task<string> WaitForLineAsync(Func<string, bool> isIt, string what)
    {
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(timeout.Token))
            {
                if (isIt(line))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below, like the end of the process.
        }

        throw new InvalidOperationException($"No line '{what}' in:\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        await WaitUntilNothingIsLeftAsync(LeftLimit);
        _mark.Delete(recursive: true);
    }

    private bool HasMark(string folder)
    {
        if (!char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        {
            return false;
        }

        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Contains(_mark.FullName, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static List<string> ThreadsOf(string folder)
    {
        var threads = new List<string>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories(Path.Combine(folder, "task")))
            {
                if (ReadStat(thread) is { } stat)
                {
                    threads.Add(stat);
                }
            }
        }
        catch (IOException)
        {
            // The process has ended.
        }

        return threads;
    }

    private static string? ReadStat(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "stat"));
        }
        catch (IOException)
        {
            // It has ended; the others of its process may go on.
            return null;
        }
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return $"{Path.GetFileName(folder)} {File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ')}";
        }
        catch (IOException)
        {
            return Path.GetFileName(folder);
        }
    }

    private void OnLine(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is null)
        {
            // The end of either stream. The reader must not wait for lines of a process that is gone.
            if (_process.HasExited)
            {
                _lines.Writer.TryComplete();
            }

            return;
        }

        lock (_seen)
        {
            _seen.Add(e.Data);
        }

        _lines.Writer.TryWrite(e.Data);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
