using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.LiveConsole;

/// <summary>What the console looks at. Functions and tables are up later than the port is.</summary>
internal sealed class ConsoleSources(EmulatorOptions options, Stack stack, ConnectionRegistry registry, GatewayLimits limits, EventJournal journal, TimeProvider time)
{
    public EmulatorOptions Options => options;

    public ConnectionRegistry Registry => registry;

    public GatewayLimits Limits => limits;

    public EventJournal Journal => journal;

    public TimeProvider Time => time;

    public Stack Stack { get; set; } = stack;

    /// <summary>Null until they are up; nothing is asked before.</summary>
    public LambdaFunctions? Functions { get; set; }

    /// <summary>The tables' server itself. Null when the template has no table.</summary>
    public TableTarget? Tables { get; set; }
}
