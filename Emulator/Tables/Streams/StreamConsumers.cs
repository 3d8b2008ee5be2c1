using System.Collections.Immutable;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables.Streams;

/// <summary>The functions that get the changes of the stack's tables.</summary>
/// <param name="callerOf">Whose role reads the stream. Null when nothing is checked.</param>
internal sealed partial class StreamConsumers(
    Func<TableTarget> tables, ILambdaInvoker invoker, Func<string, Caller?>? callerOf, TimeProvider time, ILogger<StreamConsumers> logger) : IAsyncDisposable
{
    private readonly StreamClient _client = new(tables);
    private ImmutableArray<StreamConsumer> _running = [];

    /// <summary>From now on these, and no others. Called by one at a time.</summary>
    public async Task UpdateAsync(ImmutableArray<StreamMapping> mappings, CancellationToken cancellationToken)
    {
        var wanted = mappings.Where(MayRead).ToImmutableArray();
        var kept = _running.Where(consumer => wanted.Any(mapping => IsSame(mapping, consumer.Mapping))).ToImmutableArray();
        foreach (var gone in _running.Except(kept))
        {
            await gone.DisposeAsync();
        }

        _running = kept;
        foreach (var mapping in wanted.Where(mapping => !kept.Any(consumer => IsSame(mapping, consumer.Mapping))))
        {
            try
            {
                _running = _running.Add(await StreamConsumer.StartAsync(mapping, _client, invoker, time, logger, cancellationToken));
                LogStarted(mapping.FunctionName, mapping.StreamArn, mapping.LogicalId);
            }
            catch (HttpRequestException e) when (tables().Key is null)
            {
                // Somebody else's server, whose streams are others, if it has any.
                LogNotHere(mapping.LogicalId, mapping.FunctionName, mapping.StreamArn, tables().Endpoint, e.Message);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var consumer in _running)
        {
            await consumer.DisposeAsync();
        }

        _client.Dispose();
    }

    private static bool IsSame(StreamMapping one, StreamMapping other) =>
        one with { Filters = [] } == other with { Filters = [] } && one.Filters.SequenceEqual(other.Filters);

    // AWS refuses the mapping itself then.
    private bool MayRead(StreamMapping mapping)
    {
        if (callerOf?.Invoke(mapping.FunctionName) is not { } caller)
        {
            return true;
        }

        var missing = StreamPermissions.Missing(caller, mapping.StreamArn);
        if (!missing.IsEmpty)
        {
            LogMayNot(mapping.LogicalId, mapping.FunctionName, string.Join(", ", missing), mapping.StreamArn);
        }

        return missing.IsEmpty;
    }

    [LoggerMessage(568, LogLevel.Debug, "{Function} gets the changes of {Stream} ({Mapping})")]
    private partial void LogStarted(string function, string stream, string mapping);

    [LoggerMessage(570, LogLevel.Warning, "{Mapping} isn't run: {Function} would get the changes of {Stream}, and the tables at {Endpoint} don't have it: {Reason}")]
    private partial void LogNotHere(string mapping, string function, string stream, Uri endpoint, string reason);

    [LoggerMessage(569, LogLevel.Warning, "{Mapping} isn't run: the role of {Function} lacks {Actions} on {Stream}. On AWS the deployment fails: give it the permission")]
    private partial void LogMayNot(string mapping, string function, string actions, string stream);
}
