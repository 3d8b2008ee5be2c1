using System.Collections.Immutable;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Listening;
using Chat.Emulator.Iam;
using Chat.Emulator.Lambda.Deployment;
using Chat.Emulator.Modules;
using Chat.Emulator.Tables;
using Chat.Emulator.Tables.Streams;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host;

/// <summary>What the emulator runs.</summary>
internal static class CloudModules
{
    /// <summary>Each needs those before it: they start in this order, and stop in the opposite one.</summary>
    public static readonly ImmutableArray<IModuleSetup> InOrder =
    [
        new DoorSetup(),
        new IamSetup(),
        new TablesSetup(),
        new FunctionsSetup(),
        new StreamsSetup(),
        new ApisSetup(),
    ];

    /// <summary>For what the templates have and <see cref="Stack"/> itself hasn't.</summary>
    public static ImmutableArray<IPartReader> Readers { get; } = [.. InOrder.Select(setup => setup.Reader).OfType<IPartReader>()];
}
