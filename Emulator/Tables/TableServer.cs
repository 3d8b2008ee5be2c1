using System.Collections.Immutable;
using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>
/// The stack's tables: a DynamoDB-compatible server (dynalite) on loopback with the template's tables in it, and the sweeper of
/// their expired items.
/// </summary>
internal sealed class TableServer : IAsyncDisposable
{
    private readonly LastingProcess _process;
    private readonly AmazonDynamoDBClient _client;
    private readonly TableMaker _maker;
    private readonly TimeToLiveSweeper _sweeper;

    private TableServer(LastingProcess process, TableTarget target, AmazonDynamoDBClient client, TableMaker maker, TimeToLiveSweeper sweeper)
    {
        _process = process;
        _client = client;
        _maker = maker;
        _sweeper = sweeper;
        Target = target;
        Exited = process.Keep();
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
        using var limit = new CancellationTokenSource(LastingProcess.StartLimit, timeProvider);
        using var start = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await StartCoreAsync(tables, dataFolder, context, children, loggerFactory, timeProvider, start.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TableServerException($"The tables' server (dynalite) wasn't ready within {LastingProcess.StartLimit.TotalSeconds} seconds.");
        }
    }

    /// <summary>
    /// Makes the tables that aren't there, and changes what can be changed of those that are: global indexes, streams, time to live. Those that
    /// aren't named stay as they are.
    /// Throws <see cref="TableServerException"/>.
    /// </summary>
    public async Task UpdateAsync(ImmutableArray<Table> tables, CancellationToken cancellationToken)
    {
        await _maker.EnsureAsync(tables, cancellationToken);
        _sweeper.Update(tables);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopKeepingAsync();
        await _sweeper.DisposeAsync();
        _client.Dispose();
        await _process.DisposeAsync();
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
        var process = new LastingProcess(StartProcessAsync, dataFolder is not null, timeProvider, logger);
        await process.StartAsync(cancellationToken);
        var target = new TableTarget(new Uri($"http://127.0.0.1:{process.Port}/"), key);
        var client = target.CreateClient(context.Region);
        var maker = new TableMaker(client, dataFolder);
        var started = false;
        try
        {
            await maker.EnsureAsync(tables, cancellationToken);
            var sweeper = new TimeToLiveSweeper(target.CreateClient(context.Region, isExpiry: true), tables, timeProvider, loggerFactory.CreateLogger<TimeToLiveSweeper>());
            sweeper.Start();
            started = true;
            return new TableServer(process, target, client, maker, sweeper);
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw process.Ended.IsCompleted
                ? new TableServerException((await process.Ended).ToString(), failure)
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
}
