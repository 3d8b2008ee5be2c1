using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Journal;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.LiveConsole;

/// <summary>What the console looks at.</summary>
internal sealed class ConsoleSources(EmulatorOptions options, RunningStack stack, ConnectionRegistry registry, GatewayLimits limits, EventJournal journal)
{
    public EmulatorOptions Options => options;

    public ConnectionRegistry Registry => registry;

    public GatewayLimits Limits => limits;

    public EventJournal Journal => journal;

    public Stack Stack => stack.Current;
}
