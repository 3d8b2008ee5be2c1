using Chat.Emulator.Template;

namespace Chat.Emulator.Modules;

/// <summary>
/// A service of AWS that the emulator runs, from its start to its end. Modules are listed in the order in which they need each other: what stands
/// before one in the list is up before it starts, and still there when it stops.
/// </summary>
internal interface IModule
{
    /// <summary>Completes, with the reason, when something that the stack can't do without has ended. Never, while all is well.</summary>
    Task<string> BrokeDown => Endless.Task;

    /// <summary>Does what takes time and needs none of the other modules, ahead of the first one's start. What it can't do fails its own start.</summary>
    Task BeginAsync(Stack stack, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts what the stack has of it, once <see cref="BeginAsync"/> has ended.</summary>
    /// <exception cref="Options.EmulatorStartException">It can't be run.</exception>
    Task StartAsync(Stack stack, CancellationToken cancellationToken);

    /// <summary>Lets it finish what it has to, and ends it. Called after a start that failed too.</summary>
    Task StopAsync();

    /// <summary>Functions are about to be started that are of this stack, and so is what they find in their environments.</summary>
    void Announce(Stack stack)
    {
    }

    /// <summary>What a function finds in its environment to reach the service here instead of at AWS.</summary>
    void AddVariables(Function function, Stack stack, IDictionary<string, string> variables)
    {
    }

    /// <summary>What differs between two stacks, in words, for the log.</summary>
    IEnumerable<string> Differences(Stack before, Stack after) => [];

    /// <summary>Why the one can't be put in the place of the other while the emulator runs. Null when it can be tried.</summary>
    string? WhyNot(Stack before, Stack after) => null;

    /// <summary>Does all of a redeployment that may fail, while the former stack runs on.</summary>
    Task<Takeover> PrepareAsync(StackChange change, CancellationToken cancellationToken) => Task.FromResult(Takeover.Nothing);

    /// <summary>What of the stack isn't here as it is on AWS, a sentence each.</summary>
    IEnumerable<string> Warnings(Stack stack) => [];

    /// <summary>What a person is told at start.</summary>
    IEnumerable<ReportLine> Describe(Stack stack) => [];
}
