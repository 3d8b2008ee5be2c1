using Xunit.Abstractions;

namespace Chat.Fuzz.Tests;

/// <summary>The brief run; Program.cs has the long one.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Emulator_RandomAndHostileInput_GoesOn()
    {
        using var progress = new StringWriter();

        var outcome = await new FuzzRun(seed: 42, progress).RunAsync(inputs: 20_000, onlyKind: null, CancellationToken.None);

        output.WriteLine(outcome.ToString());
        Assert.True(outcome.Failures.Count == 0, outcome.ToString());
        Assert.True(outcome.Inputs.Values.Sum() >= 20_000 && outcome.WitnessAnswers > 0, outcome.ToString());
    }
}
