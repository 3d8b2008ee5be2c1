using Xunit.Abstractions;

namespace Chat.Soak.Tests;

/// <summary>The brief run; Program.cs has the long one.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    [LinuxFact]
    public async Task Chat_ProcessesAreKilledStoppedAndReloaded_LosesNothingUntold()
    {
        using var progress = new StringWriter();

        var outcome = await new SoakRun(new SoakPlan(TimeSpan.FromSeconds(25), Members: 8, Seed: 42, IsRough: true), progress).RunAsync(CancellationToken.None);

        output.WriteLine(outcome.ToString());
        Assert.True(outcome.IsClean, outcome.ToString());
        Assert.True(outcome.Messages is { Sent: > 20, Delivered: > 100 } && outcome.Chaos is { TableKills: > 0, Reloads: > 0 }, outcome.ToString());
    }
}
