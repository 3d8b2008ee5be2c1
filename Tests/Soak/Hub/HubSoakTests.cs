using Xunit.Abstractions;

namespace Chat.Soak.Tests.Hub;

/// <summary>The brief run; <see cref="HubSoakCommand"/> has the long one.</summary>
public sealed class HubSoakTests(ITestOutputHelper output)
{
    [LinuxFact]
    public async Task Hub_ClientsComeTalkGoAndAreCutOff_EverybodyHasEverythingAndNoRowIsLeft()
    {
        using var progress = new StringWriter();

        var outcome = await new HubSoakRun(new HubSoakPlan(TimeSpan.FromSeconds(6), Clients: 12, RoomSize: 6, Rate: 18, Seed: 42), progress).RunAsync(CancellationToken.None);

        output.WriteLine(outcome.ToString());
        Assert.True(outcome.IsClean, outcome.ToString());
        Assert.True(outcome is { Tally.Committed: > 10, Cuts: > 0, Absences: > 0 }, outcome.ToString());

        // Whoever asks has everything, whether or not anybody is told.
        Assert.True(outcome.Tally.Shown - outcome.Tally.Filled > 50, outcome.ToString());
    }
}
