using System.Collections.Immutable;
using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>
/// The stack's tables: a DynamoDB-compatible server (dynalite) on loopback with the template's tables in it, and the sweeper of
/// their expired items. When it ends and its items are kept in a folder, it is started again, on the same port: clients notice a pause. In
/// memory its items are gone with it, and nobody should miss that.
/// </summary>
internal sealed partial class TableServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // Who ends at once each time won't be cured by one more start.
    private const int MaxRestarts = 5;
    private static readonly TimeSpan RestartsPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);

    private readonly Func<int, CancellationToken, Task<(DynaliteProcess Process, int Port)>> _start;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly AmazonDynamoDBClient _client;
    private readonly TimeToLiveSweeper _sweeper;
    private readonly string? _dataFolder;

    private DynaliteProcess _process;

    private TableServer(
        DynaliteProcess process,
        TableTarget target,
        AmazonDynamoDBClient client,
        TimeToLiveSweeper sweeper,
        string? dataFolder,
        Func<int, CancellationToken, Task<(DynaliteProcess Process, int Port)>> start,
        ILogger logger,
        TimeProvider time)
    {
        _process = process;
        _client = client;
        _sweeper = sweeper;
        _dataFolder = dataFolder;
        _start = start;
        _logger = logger;
        _time = time;
        Target = target;
        Exited = KeepRunningAsync();
    }

    /// <summary>For the emulator itself; everybody else comes through <see cref="TableFront"/>.</summary>
    public TableTarget Target { get; }

    /// <summary>
    /// Completes when the server has ended and isn't started again: before <see cref="DisposeAsync"/> that is a failure, and the host's to report.
    /// </summary>
    public Task<TableServerExit> Exited { get; }

    /// <summary>Starts the server and makes the tables. Throws <see cref="TableServerException"/>.</summary>
    /// <param name="dataFolder">Where items outlive the emulator; null keeps them in memory.</param>
    /// <param name="context">The account and the region in the tables' ARNs.</param>
    public static async Task<TableServer> StartAsync(
        ImmutableArray<Table> tables,
        string? dataFolder,
        TemplateContext context,
        IChildProcesses children,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StartLimit, timeProvider);
        using var start = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await StartCoreAsync(tables, dataFolder, context, children, loggerFactory, timeProvider, start.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TableServerException($"The tables' server (dynalite) wasn't ready within {StartLimit.TotalSeconds} seconds.");
        }
    }

    /// <summary>
    /// Makes the tables that aren't there, and changes what can be changed of those that are: global indexes, streams, time to live. Those that
    /// aren't named stay as they are.
    /// Throws <see cref="TableServerException"/>.
    /// </summary>
    public async Task UpdateAsync(ImmutableArray<Table> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            await EnsureAsync(_client, table, _dataFolder, cancellationToken);
        }

        _sweeper.Update(tables);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sweeper.DisposeAsync();
        _client.Dispose();
        await Volatile.Read(ref _process).DisposeAsync();
        await Exited;
        await _process.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task<TableServerExit> KeepRunningAsync()
    {
        var restarts = new Queue<long>();
        while (true)
        {
            var exit = await _process.Exited;
            if (_stopping.IsCancellationRequested)
            {
                return exit;
            }

            if (_dataFolder is null)
            {
                return exit with { Consequence = "Its items were in memory and are gone. With --data DIR they are kept, and the server is started again." };
            }

            if (!await StartAgainAsync(exit, restarts))
            {
                return exit with { Consequence = $"It was started again {restarts.Count} times within a minute, so it won't be once more." };
            }
        }
    }

    // False when it has had its chances, or the emulator stops.
    private async Task<bool> StartAgainAsync(TableServerExit exit, Queue<long> restarts)
    {
        while (!_stopping.IsCancellationRequested)
        {
            while (restarts.TryPeek(out var oldest) && _time.GetElapsedTime(oldest) > RestartsPeriod)
            {
                restarts.Dequeue();
            }

            if (restarts.Count == MaxRestarts)
            {
                return false;
            }

            restarts.Enqueue(_time.GetTimestamp());
            try
            {
                using var limit = new CancellationTokenSource(StartLimit, _time);
                using var start = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
                (_process, _) = await _start(Target.Endpoint.Port, start.Token);
                LogStartedAgain(exit.ExitCode);
                return true;
            }
            catch (Exception e) when (e is TableServerException or OperationCanceledException or ObjectDisposedException)
            {
                if (_stopping.IsCancellationRequested)
                {
                    return false;
                }

                // The port may be in use for a moment, or the folder locked.
                LogNotStartedAgain(e.Message);
                await Task.Delay(PauseAfterFailure, _time, CancellationToken.None);
            }
        }

        return false;
    }

    private static async Task<TableServer> StartCoreAsync(
        ImmutableArray<Table> tables,
        string? dataFolder,
        TemplateContext context,
        IChildProcesses children,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var (folder, data, logger) = (DynaliteFolder.Find(), PrepareFolder(dataFolder), loggerFactory.CreateLogger<TableServer>());
        var (process, port) = await StartProcessAsync(0, cancellationToken);
        var target = new TableTarget(new Uri($"http://127.0.0.1:{port}/"), key);
        var client = target.CreateClient(context.Region);
        var started = false;
        try
        {
            foreach (var table in tables)
            {
                await EnsureAsync(client, table, dataFolder, cancellationToken);
            }

            var sweeper = new TimeToLiveSweeper(target.CreateClient(context.Region, isExpiry: true), tables, timeProvider, loggerFactory.CreateLogger<TimeToLiveSweeper>());
            sweeper.Start();
            started = true;
            return new TableServer(process, target, client, sweeper, dataFolder, StartProcessAsync, logger, timeProvider);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw process.Exited.IsCompleted
                ? new TableServerException((await process.Exited).ToString(), failure)
                : new TableServerException($"The tables' server (dynalite) doesn't take the template's tables: {failure.Message}", failure);
        }
        finally
        {
            if (!started)
            {
                client.Dispose();
                await process.DisposeAsync();
            }
        }

        Task<(DynaliteProcess Process, int Port)> StartProcessAsync(int wantedPort, CancellationToken token) =>
            DynaliteProcess.StartAsync(folder, data, wantedPort, context, key, children, logger, token);
    }

    private static string? PrepareFolder(string? dataFolder)
    {
        if (dataFolder is null)
        {
            return null;
        }

        var folder = Path.Combine(Path.GetFullPath(dataFolder), "tables");
        try
        {
            OwnFolder.Create(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TableServerException($"The tables can't be kept in {folder} (--data): {e.Message}", e);
        }
    }

    private static async Task EnsureAsync(AmazonDynamoDBClient client, Table table, string? dataFolder, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(client, table.Name, cancellationToken) is not { } existing)
        {
            await client.CreateTableAsync(TableRequests.Create(table), cancellationToken);
            await UntilActiveAsync(client, table.Name, cancellationToken);
        }
        else if (TableRequests.Changes(existing, table) is not { } changes)
        {
            throw new TableServerException(
                $"The table '{table.Name}'{(dataFolder is null ? "" : $" in {dataFolder}")} has another key or other local indexes than the template now asks for. "
                + (dataFolder is null ? "Start the emulator again." : "Remove the folder, or give another one."));
        }
        else
        {
            foreach (var change in changes)
            {
                await client.UpdateTableAsync(change, cancellationToken);
                await UntilActiveAsync(client, table.Name, cancellationToken);
            }
        }

        await EnsureTimeToLiveAsync(client, table, cancellationToken);
    }

    // No pause between the questions: the server makes a table active a turn of its event loop later, and fills an index as fast as it can.
    private static async Task UntilActiveAsync(AmazonDynamoDBClient client, string tableName, CancellationToken cancellationToken)
    {
        while (await DescribeAsync(client, tableName, cancellationToken) is not { } table
            || table.TableStatus != TableStatus.ACTIVE
            || table.GlobalSecondaryIndexes?.Any(index => index.IndexStatus != IndexStatus.ACTIVE) == true)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task EnsureTimeToLiveAsync(AmazonDynamoDBClient client, Table table, CancellationToken cancellationToken)
    {
        var described = (await client.DescribeTimeToLiveAsync(table.Name, cancellationToken)).TimeToLiveDescription;
        var attribute = described.TimeToLiveStatus == TimeToLiveStatus.ENABLED ? described.AttributeName : null;
        if (attribute == table.TimeToLiveAttribute)
        {
            return;
        }

        foreach (var (name, isEnabled) in new[] { (attribute, false), (table.TimeToLiveAttribute, true) }.Where(change => change.Item1 is not null))
        {
            await client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest { TableName = table.Name, TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = name, Enabled = isEnabled } },
                cancellationToken);
        }
    }

    internal static async Task<TableDescription?> DescribeAsync(AmazonDynamoDBClient client, string tableName, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.DescribeTableAsync(tableName, cancellationToken)).Table;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    [LoggerMessage(520, LogLevel.Warning, "The tables' server (dynalite) ended with exit code {ExitCode}, and runs again: its items are kept")]
    private partial void LogStartedAgain(int exitCode);

    [LoggerMessage(521, LogLevel.Warning, "The tables' server (dynalite) can't be started again just now: {Reason}")]
    private partial void LogNotStartedAgain(string reason);
}
