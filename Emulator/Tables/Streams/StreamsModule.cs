using Chat.Emulator.Modules;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables.Streams;

/// <summary>The functions that get the changes of the stack's tables, as a module.</summary>
internal sealed partial class StreamsModule(TableAddresses addresses, StreamConsumers consumers, ILogger<StreamConsumers> logger) : IModule
{
    public async Task StartAsync(Stack stack, CancellationToken cancellationToken)
    {
        if (addresses.Target is not null)
        {
            await consumers.UpdateAsync(stack.StreamMappings, cancellationToken);
            return;
        }

        foreach (var mapping in stack.StreamMappings)
        {
            LogNotRun(mapping.LogicalId, mapping.FunctionName);
        }
    }

    public Task StopAsync() => consumers.UpdateAsync([], CancellationToken.None);

    public IEnumerable<string> Differences(Stack before, Stack after) =>
        Structure.AreEqual(before.StreamMappings, after.StreamMappings) ? [] : ["event source mappings"];

    public Task<Takeover> PrepareAsync(StackChange change, CancellationToken cancellationToken) =>
        Task.FromResult(addresses.Target is null ? Takeover.Nothing : new Next(consumers, change.After));

    [LoggerMessage(571, LogLevel.Warning, "{Mapping} isn't run: {Function} would get the changes of a table that is on AWS (--tables aws)")]
    private partial void LogNotRun(string mapping, string function);

    private sealed class Next(StreamConsumers consumers, Stack stack) : Takeover
    {
        public override Task FinishAsync(CancellationToken cancellationToken) => consumers.UpdateAsync(stack.StreamMappings, cancellationToken);
    }
}
