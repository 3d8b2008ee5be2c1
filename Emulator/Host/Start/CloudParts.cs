using System.Collections.Immutable;
using Chat.Emulator.Host.Listening;
using Chat.Emulator.Host.Reload;
using Chat.Emulator.Modules;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Start;

/// <summary>What a running cloud is made of; taken down in the order that lets each part finish its work.</summary>
internal sealed class CloudParts(FrontDoor door) : IAsyncDisposable
{
    public FrontDoor Door => door;

    /// <summary>In the order in which they start.</summary>
    public ImmutableArray<IModule> Modules { get; } = [.. door.Services.GetServices<IModule>()];

    /// <summary>Null when changes aren't watched for.</summary>
    public StackWatch? Watch { get; set; }

    // What comes down is no part of a session: so the recording ends first. Nothing is deployed into what comes down: so the watch is next. $disconnect runs in the functions, and they need the tables: so the door
    // follows, and then the modules, the last first.
    public ValueTask DisposeAsync() => new(Teardown.AllAsync(
    [
        door.Services.GetRequiredService<Recordings>().EndAsync,
        async () => await (Watch?.DisposeAsync() ?? ValueTask.CompletedTask),
        door.CloseAsync,
        .. Modules.Reverse().Select(module => (Func<Task>)module.StopAsync),
        async () => await door.DisposeAsync(),
    ]));
}
