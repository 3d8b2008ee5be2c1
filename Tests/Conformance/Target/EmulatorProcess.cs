using System.Diagnostics;
using System.Text;

namespace Chat.Conformance.Tests.Target;

/// <summary>The emulator, started as a person would with the suite's template.</summary>
internal sealed class EmulatorProcess : IAsyncDisposable
{
    private const string Ready = "ready ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EmulatorProcess(Process process) => _process = process;

    /// <summary>The address of the main API: the template's first.</summary>
    public static async Task<(EmulatorProcess Process, Uri Url)> StartAsync()
    {
        var emulator = new EmulatorProcess(new Process
        {
            StartInfo = new ProcessStartInfo(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [Repository.Emulator, Repository.Template, "--port", "0", "--max-environments", "8"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        });
        emulator._process.OutputDataReceived += emulator.OnLine;
        emulator._process.ErrorDataReceived += emulator.OnLine;
        emulator._process.Start();
        emulator._process.BeginOutputReadLine();
        emulator._process.BeginErrorReadLine();
        try
        {
            return (emulator, await emulator._ready.Task.WaitAsync(StartLimit));
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            await emulator.DisposeAsync();
            throw new InvalidOperationException($"The emulator did not start:\n{emulator.Output}", e);
        }
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is null)
        {
            _ready.TrySetException(new InvalidOperationException("It ended."));
            return;
        }

        lock (_output)
        {
            _output.AppendLine(e.Data);
        }

        if (e.Data.StartsWith(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult(new Uri(e.Data[Ready.Length..]));
        }
    }
}
