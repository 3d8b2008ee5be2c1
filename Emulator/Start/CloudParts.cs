using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Listening;
using Chat.Emulator.Processes;
using Chat.Emulator.Tables;

namespace Chat.Emulator.Start;

/// <summary>What a running cloud is made of, as far as it is up; taken down in the order that lets each part finish its work.</summary>
internal sealed class CloudParts : IAsyncDisposable
{
    public FrontDoor? Door { get; set; }

    public GuardedProcesses? Processes { get; set; }

    public TableServer? Tables { get; set; }

    /// <summary>What functions reach the tables through. Null: they reach them directly.</summary>
    public TableFront? TableFront { get; set; }

    public Uri? TableEndpoint => TableFront?.Endpoint ?? Tables?.Endpoint;

    public LambdaFunctions? Functions { get; set; }

    public FunctionCode? Code { get; set; }

    public async ValueTask DisposeAsync()
    {
        // $disconnect runs in the functions, and they need the table: so the door is first and the table last.
        foreach (var part in new IAsyncDisposable?[] { Door, Functions, TableFront, Tables, Processes })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        Code?.Dispose();
    }
}
