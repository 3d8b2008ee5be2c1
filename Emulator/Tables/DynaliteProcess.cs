using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>The running <c>start.mjs</c>: its port, and its end.</summary>
internal sealed partial class DynaliteProcess : IAsyncDisposable
{
    private const int KeptErrors = 20;

    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lastErrors = new(KeptErrors);
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IChildProcess? _child;

    private DynaliteProcess(ILogger logger) => _logger = logger;

    /// <summary>Completes when the server has ended, by whatever cause.</summary>
    public Task<TableServerExit> Exited { get; private set; } = null!;

    /// <summary>Starts the server and waits until it listens.</summary>
    /// <param name="port">0 takes a free one.</param>
    public static async Task<(DynaliteProcess Process, int Port)> StartAsync(
        string folder, string? dataFolder, int port, TemplateContext context, string key, IChildProcesses children, ILogger logger, CancellationToken cancellationToken)
    {
        var process = new DynaliteProcess(logger);
        try
        {
            process._child = await children.StartAsync(process.Command(folder, dataFolder, port, context, key), cancellationToken);
            process.Exited = process.WaitForExitAsync(process._child);
            return (process, await process.WaitForPortAsync(cancellationToken));
        }
        catch (ChildProcessException missing)
        {
            throw new TableServerException(
                $"Node.js 20 or later is needed to serve the DynamoDB tables, and 'node' can't be started ({missing.Message}). Install it from https://nodejs.org.",
                missing);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }
    }

    private ChildProcessStart Command(string folder, string? dataFolder, int port, TemplateContext context, string key)
    {
        var environment = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        // dynalite puts both into the ARNs that it makes.
        environment["AWS_ACCOUNT_ID"] = context.AccountId;
        environment["AWS_REGION"] = context.Region;

        // Not an argument: command lines are everybody's to read.
        environment["EMULATOR_TABLES_KEY"] = key;

        // Windows' sockets don't start without the first.
        foreach (var name in (ReadOnlySpan<string>)["SystemRoot", "TEMP", "TMP", "PATH"])
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                environment[name] = value;
            }
        }

        ImmutableArray<string> arguments =
        [
            "start.mjs", "--port", port.ToString(CultureInfo.InvariantCulture), .. dataFolder is null ? [] : (ReadOnlySpan<string>)["--path", dataFolder],
        ];
        return new ChildProcessStart("dynalite", "node", arguments, folder, environment.ToImmutable(), Hear);
    }

    private void Hear(ChildOutput output)
    {
        if (output.IsError)
        {
            lock (_lock)
            {
                if (_lastErrors.Count == KeptErrors)
                {
                    _lastErrors.Dequeue();
                }

                _lastErrors.Enqueue(output.Line);
            }

            Log.Wrote(_logger, output.Line);
        }
        else if (!_port.Task.IsCompleted && Port(output.Line) is { } port)
        {
            _port.TrySetResult(port);
        }
    }

    private async Task<int> WaitForPortAsync(CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(_port.Task, Exited).WaitAsync(cancellationToken);
        return first == _port.Task ? await _port.Task : throw new TableServerException((await Exited).ToString());
    }

    private async Task<TableServerExit> WaitForExitAsync(IChildProcess child)
    {
        var exitCode = await child.Exited;
        lock (_lock)
        {
            return new TableServerExit(exitCode, [.. _lastErrors]);
        }
    }

    // {"port":12345}
    private static int? Port(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.TryGet("port") is { ValueKind: JsonValueKind.Number } port && port.TryGetInt32(out var number) ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 501, EventName = "DynaliteWrote", Level = LogLevel.Debug, Message = "dynalite: {Line}")]
        public static partial void Wrote(ILogger logger, string line);
    }
}
