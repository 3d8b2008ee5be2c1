using Chat.Emulator.Iam;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables;

/// <summary>Starts what serves tables.</summary>
internal sealed class TableServers(IChildProcesses processes, ILoggerFactory loggers, TimeProvider time)
{
    public Task<TableServer> StartAsync(Stack stack, string? dataFolder, CancellationToken cancellationToken) =>
        TableServer.StartAsync(stack.Tables, dataFolder, stack.Context, processes, loggers, time, cancellationToken);

    /// <param name="keys">What the server there knows callers by. Null: it takes any signature.</param>
    public Task<TablesElsewhere> PrepareAsync(Stack stack, Uri endpoint, TableCredentials? keys, CancellationToken cancellationToken)
    {
        var target = new TableTarget(endpoint, SignedWith: keys is null ? null : new TableSigning(keys, stack.Context.Region));
        return TablesElsewhere.PrepareAsync(target, stack.Tables, stack.Context.Region, loggers, time, cancellationToken);
    }

    public Task<TableFront> StartFrontAsync(TableTarget target, AccessControl? access, CancellationToken cancellationToken) =>
        TableFront.StartAsync(target, access, loggers.CreateLogger<TableFront>(), cancellationToken);
}
