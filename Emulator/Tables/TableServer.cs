using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>
/// The stack's tables: a DynamoDB-compatible server (dynalite) on loopback with the template's tables in it, and the sweeper of
/// their expired items. It is not started again when it ends: in memory its items are gone, and nobody should miss that.
/// </summary>
internal sealed class TableServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly DynaliteProcess _process;
    private readonly AmazonDynamoDBClient _client;
    private readonly TimeToLiveSweeper _sweeper;
    private readonly string? _dataFolder;

    private TableServer(DynaliteProcess process, Uri endpoint, AmazonDynamoDBClient client, TimeToLiveSweeper sweeper, string? dataFolder)
    {
        _process = process;
        _client = client;
        _sweeper = sweeper;
        _dataFolder = dataFolder;
        Endpoint = endpoint;
    }

    /// <summary>For <c>AWS_ENDPOINT_URL_DYNAMODB</c>, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>Completes when the server has ended: before <see cref="DisposeAsync"/> that is a failure, and the host's to report.</summary>
    public Task<TableServerExit> Exited => _process.Exited;

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
    /// Makes the tables that aren't there. One that is must have the keys and indexes that it has; those that aren't named stay as they are.
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
        var (process, port) = await DynaliteProcess.StartAsync(
            DynaliteFolder.Find(), PrepareFolder(dataFolder), context, children, loggerFactory.CreateLogger<TableServer>(), cancellationToken);
        var endpoint = new Uri($"http://127.0.0.1:{port}/");
        var client = Client(endpoint, context.Region);
        var started = false;
        try
        {
            foreach (var table in tables)
            {
                await EnsureAsync(client, table, dataFolder, cancellationToken);
            }

            var sweeper = new TimeToLiveSweeper(client, tables, timeProvider, loggerFactory.CreateLogger<TimeToLiveSweeper>());
            sweeper.Start();
            started = true;
            return new TableServer(process, endpoint, client, sweeper, dataFolder);
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
    }

    // LevelDB makes the last folder only.
    private static string? PrepareFolder(string? dataFolder) =>
        dataFolder is null ? null : Directory.CreateDirectory(Path.Combine(Path.GetFullPath(dataFolder), "tables")).FullName;

    // dynalite checks that a request is signed, not by whom.
    internal static AmazonDynamoDBClient Client(Uri endpoint, string region) => new(
        new BasicAWSCredentials("emulator", "emulator"),
        new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = region });

    private static async Task EnsureAsync(AmazonDynamoDBClient client, Table table, string? dataFolder, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(client, table.Name, cancellationToken) is { } existing)
        {
            if (!TableRequests.IsSame(existing, table))
            {
                throw new TableServerException(
                    $"The table '{table.Name}' in {dataFolder} has other keys or indexes than the template now asks for. "
                    + "Remove the folder, or give another one.");
            }

            return;
        }

        await client.CreateTableAsync(TableRequests.Create(table), cancellationToken);

        // No pause between the questions: with createTableMs 0 the table is active a turn of the server's event loop later.
        while ((await DescribeAsync(client, table.Name, cancellationToken))?.TableStatus != TableStatus.ACTIVE)
        {
            cancellationToken.ThrowIfCancellationRequested();
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
}
