using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda;

/// <summary>
/// What a function writes during one invocation, between the lines that Lambda adds. Made only for a caller who asked for it
/// (<c>X-Amz-Log-Type: Tail</c>). https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
/// </summary>
/// <remarks>
/// A process's output goes another way than its calls of the Runtime API, and may come after them: so that no line is missed, nor one of
/// another event's taken, the output is flushed before the process gets the event and before its response is accepted.
/// </remarks>
/// <param name="version">The version that was asked for: <c>$LATEST</c> or a number.</param>
internal sealed class InvocationLog(string version)
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _lines = new();
    private int _bytes;
    private Invocation? _invocation;
    private FunctionEnvironment? _environment;
    private TimeSpan? _init;
    private TimeSpan? _duration;
    private long _maxMemoryBytes;

    /// <summary>The environment is about to get the event. Called again when another one got it instead.</summary>
    public async Task StartAsync(Invocation invocation, FunctionEnvironment environment)
    {
        await environment.FlushAsync();
        Start(invocation, environment);
        _init = environment.IsWarm ? null : environment.InitDuration;
        environment.Log = this;
    }

    /// <summary>There will be no environment: the one that was started for it has failed.</summary>
    public void FailInit(Invocation invocation, FunctionEnvironment environment)
    {
        Start(invocation, environment);
        foreach (var line in environment.Output.Lines)
        {
            Add(line);
        }

        _duration = TimeSpan.Zero;
    }

    public void Add(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_gate)
        {
            _lines.Enqueue(bytes);
            _bytes += bytes.Length;
            while (_bytes - _lines.Peek().Length >= LambdaQuotas.MaxLogTailBytes)
            {
                _bytes -= _lines.Dequeue().Length;
            }
        }
    }

    /// <summary>The environment has responded, or is gone. Only the first call counts.</summary>
    public async Task CloseAsync()
    {
        if (_environment is not { } environment || _duration is not null)
        {
            return;
        }

        _duration = environment.SinceEvent;
        _maxMemoryBytes = PeakMemory(environment.ProcessId);
        await environment.FlushAsync();
        environment.Log = null;
    }

    /// <summary>The last 4 KB, base64. Null when the function wasn't called at all.</summary>
    public async Task<string?> ReadAsync(InvocationOutcome outcome)
    {
        await CloseAsync();
        if (_invocation is not { } invocation || _environment is not { } environment)
        {
            return null;
        }

        // What the runtime posted it has written too; what Lambda itself found, Lambda writes.
        var error = outcome is InvocationOutcome.FunctionFailed { Posted.IsEmpty: true } failed ? failed : null;
        if (error is { ErrorType: "Sandbox.Timedout" })
        {
            var now = environment.Pool.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            Add($"{now} {invocation.RequestId} {error.ErrorMessage[(error.ErrorMessage.IndexOf("Error: ", StringComparison.Ordinal) is >= 0 and var at ? at + 7 : 0)..]}\n");
        }
        else if (error is not null)
        {
            Add($"{error.ErrorMessage}\n{error.ErrorType}");
        }

        Add($"END RequestId: {invocation.RequestId}");
        Add(Report(environment.Pool.Function.MemorySizeInMB, invocation, error?.ErrorType));
        return Convert.ToBase64String(Tail());
    }

    private void Start(Invocation invocation, FunctionEnvironment environment)
    {
        lock (_gate)
        {
            _lines.Clear();
            _bytes = 0;
        }

        _invocation = invocation;
        _environment = environment;
        Add($"START RequestId: {invocation.RequestId} Version: {version}");
    }

    // REPORT RequestId: …	Duration: 1.23 ms	Billed Duration: 2 ms	Memory Size: 128 MB	Max Memory Used: 40 MB	Init Duration: 95.40 ms	
    private string Report(int memorySize, Invocation invocation, string? errorType)
    {
        var duration = _duration ?? TimeSpan.Zero;
        // Since August 2025 the init is billed for every kind of function.
        var billed = Math.Ceiling((duration + (_init ?? TimeSpan.Zero)).TotalMilliseconds);
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"REPORT RequestId: {invocation.RequestId}\tDuration: {duration.TotalMilliseconds:0.00} ms\t");
        report.Append(CultureInfo.InvariantCulture, $"Billed Duration: {billed:0} ms\tMemory Size: {memorySize} MB\t");
        if (_maxMemoryBytes > 0)
        {
            report.Append(CultureInfo.InvariantCulture, $"Max Memory Used: {_maxMemoryBytes / (1024 * 1024)} MB\t");
        }

        if (_init is { } init)
        {
            report.Append(CultureInfo.InvariantCulture, $"Init Duration: {init.TotalMilliseconds:0.00} ms\t");
        }

        report.Append(errorType switch
        {
            null => "",
            "Sandbox.Timedout" => "Status: timeout",
            _ => $"Status: error\tError Type: {errorType}",
        });
        return report.ToString();
    }

    // Of a character that the limit cuts in two nothing is left.
    private byte[] Tail()
    {
        lock (_gate)
        {
            var all = _lines.SelectMany(line => line).ToArray();
            var from = Math.Max(0, all.Length - LambdaQuotas.MaxLogTailBytes);
            while (from > 0 && from < all.Length && (all[from] & 0xC0) == 0x80)
            {
                from++;
            }

            return all[from..];
        }
    }

    // 0 when it isn't known: a process of somebody else's, one that is gone, a system that doesn't tell.
    private static long PeakMemory(int? processId)
    {
        if (processId is not { } id)
        {
            return 0;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return process.PeakWorkingSet64;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return 0;
        }
    }
}
