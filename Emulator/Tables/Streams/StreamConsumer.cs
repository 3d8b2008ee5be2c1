using System.Collections.Immutable;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables.Streams;

/// <summary>A mapping at work: reads the stream, gathers batches, and waits for each to be done.</summary>
internal sealed partial class StreamConsumer : IAsyncDisposable
{
    // Held by the server; a read that brings nothing is followed by the next at once.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    // Of an event: Lambda takes 6 MB, and the JSON has more than the records.
    private const int MaxBatchBytes = 5 * 1024 * 1024;
    private const int MaxPage = 1_000;

    private readonly StreamMapping _mapping;
    private readonly StreamClient _client;
    private readonly StreamDelivery _delivery;
    private readonly ImmutableArray<EventPattern> _filters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private StreamConsumer(StreamMapping mapping, StreamClient client, ILambdaInvoker invoker, TimeProvider time, ILogger logger)
    {
        _mapping = mapping;
        _client = client;
        _delivery = new StreamDelivery(mapping, invoker, time, logger);
        _filters = [.. mapping.Filters.Select(EventPattern.Parse)];
        _time = time;
        _logger = logger;
    }

    public StreamMapping Mapping => _mapping;

    /// <summary>Returns when it is known where the consumer begins: what is written from then on it gets in any case.</summary>
    public static async Task<StreamConsumer> StartAsync(
        StreamMapping mapping, StreamClient client, ILambdaInvoker invoker, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var iterator = await client.GetIteratorAsync(mapping.StreamArn, mapping.StartsAtOldest ? "TRIM_HORIZON" : "LATEST", cancellationToken);
        var consumer = new StreamConsumer(mapping, client, invoker, time, logger);
        consumer._running = consumer.RunAsync(iterator);
        return consumer;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(string iterator)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await GatherAsync(iterator) is not var (batch, next))
                {
                    LogLost(_mapping.LogicalId);
                    iterator = await _client.GetIteratorAsync(_mapping.StreamArn, "TRIM_HORIZON", _stop.Token);
                    continue;
                }

                if (!batch.IsEmpty)
                {
                    await _delivery.DeliverAsync(batch, _stop.Token);
                }

                iterator = next;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // That the server is gone is said once, by its owner.
                LogNotRead(_mapping.LogicalId, e.Message);
                await Task.Delay(PauseAfterFailure, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // Nobody awaits this while it runs.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogBug(e, _mapping.LogicalId);
                return;
            }
        }
    }

    /// <summary>Null when records were lost.</summary>
    private async Task<(ImmutableArray<StreamRecord> Batch, string Next)?> GatherAsync(string iterator)
    {
        var batch = ImmutableArray.CreateBuilder<StreamRecord>();
        var bytes = 0;
        DateTimeOffset? until = null;
        while (batch.Count < _mapping.BatchSize && bytes < MaxBatchBytes)
        {
            var wait = until is { } end ? end - _time.GetUtcNow() : Wait;
            if (await _client.ReadAsync(iterator, Math.Min(MaxPage, _mapping.BatchSize - batch.Count), wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _stop.Token)
                is not { } page)
            {
                return null;
            }

            iterator = page.Next;
            foreach (var record in page.Records.Where(Passes))
            {
                batch.Add(record);
                bytes += record.Bytes;
            }

            // What is there already belongs to the batch in any case.
            until ??= batch.Count > 0 ? _time.GetUtcNow() + _mapping.Window : null;
            if (page.Records.IsEmpty && (until is null || _time.GetUtcNow() >= until))
            {
                break;
            }
        }

        return (batch.DrainToImmutable(), iterator);
    }

    private bool Passes(StreamRecord record) => _filters.IsEmpty || _filters.Any(filter => filter.Matches(record.Json));

    [LoggerMessage(565, LogLevel.Warning, "{Mapping}: changes are lost, since the stream doesn't have them any more; it goes on with the oldest that there are")]
    private partial void LogLost(string mapping);

    [LoggerMessage(566, LogLevel.Debug, "{Mapping}: the stream can't be read: {Reason}")]
    private partial void LogNotRead(string mapping, string reason);

    [LoggerMessage(567, LogLevel.Error, "{Mapping}: ended by a bug in the emulator")]
    private partial void LogBug(Exception exception, string mapping);
}
