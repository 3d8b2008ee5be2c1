using System.Collections.Immutable;
using Chat.Emulator.Host.Listening;
using Chat.Emulator.Host.Reload;
using Chat.Emulator.Modules;

namespace Chat.Emulator.Host.Start;

/// <summary>What a running cloud is made of; taken down in the order that lets each part finish its work.</summary>
internal sealed class CloudParts(FrontDoor door) : IAsyncDisposable
{
    public FrontDoor Door => door;

    /// <summary>In the order in which they start.</summary>
    public ImmutableArray<IModule> Modules { get; } = [.. door.Services.GetServices<IModule>()];

    /// <summary>Null when changes aren't watched for.</summary>
    public StackWatch? Watch { get; set; }

    // Nothing is deployed into what comes down: so the watch is first. $disconnect runs in the functions, and they need the tables: so the door is
    // next, and the modules follow, the last first.
    public ValueTask DisposeAsync() => new(Teardown.AllAsync(
    [
        async () => await (Watch?.DisposeAsync() ?? ValueTask.CompletedTask),
        door.CloseAsync,
        .. Modules.Reverse().Select(module => (Func<Task>)module.StopAsync),
        async () => await door.DisposeAsync(),
    ]));
}
