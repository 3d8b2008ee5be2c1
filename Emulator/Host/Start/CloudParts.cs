using Chat.Emulator.Host.Listening;
using Chat.Emulator.Host.Reload;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Tables;
using Chat.Emulator.Tables.Streams;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Start;

/// <summary>What a running cloud is made of, as far as it is up; taken down in the order that lets each part finish its work.</summary>
internal sealed class CloudParts : IAsyncDisposable
{
    /// <summary>What runs. Another one after a redeployment.</summary>
    public Stack? Stack { get; set; }

    public Redeployment? Redeployment { get; set; }

    /// <summary>Null when changes aren't watched for.</summary>
    public StackWatch? Watch { get; set; }

    public FrontDoor? Door { get; set; }

    public GuardedProcesses? Processes { get; set; }

    public TableServer? Tables { get; set; }

    /// <summary>The tables when somebody else serves them.</summary>
    public TablesElsewhere? TablesElsewhere { get; set; }

    /// <summary>What functions reach the tables through. Null: they reach those that somebody else serves directly.</summary>
    public TableFront? TableFront { get; set; }

    /// <summary>The server itself, for the emulator alone. Null without tables.</summary>
    public TableTarget? TableTarget => Tables?.Target ?? TablesElsewhere?.Target;

    public Uri? TableEndpoint => TableFront?.Endpoint ?? TablesElsewhere?.Target.Endpoint;

    /// <summary>Null without tables, and where they are on AWS.</summary>
    public StreamConsumers? Streams { get; set; }

    public LambdaFunctions? Functions { get; set; }

    public FunctionCode? Code { get; set; }

    public FunctionPreparation? Preparation { get; set; }

    public async ValueTask DisposeAsync()
    {
        // Nothing is deployed into what comes down: so the watch is first. $disconnect runs in the functions, and they need the table: so the
        // door is next and the table last.
        await DisposeAllAsync(Watch, Door, Streams, Functions, TableFront, Tables, TablesElsewhere, Processes, new Undone(Redeployment), new Undone(Preparation), new Undone(Code));
    }

    /// <summary>Takes all of them down, one after the other. What one of them throws is thrown when the last one is down.</summary>
    internal static async ValueTask DisposeAllAsync(params IAsyncDisposable?[] parts)
    {
        var failures = new List<Exception>();
        foreach (var part in parts.OfType<IAsyncDisposable>())
        {
            try
            {
                await part.DisposeAsync();
            }
#pragma warning disable CA1031 // Whatever it is: processes and folders of the others must not be left behind for it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
        }
    }

    private sealed class Undone(IDisposable? part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
