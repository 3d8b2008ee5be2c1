using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Options;

namespace Chat.Emulator.Tests.Invocations.Faults;

public sealed class FaultDrawTests
{
    [Fact]
    public void Next_SameSeed_DrawsTheSameWhateverOtherFaultsDraw()
    {
        var alone = new FaultDraw(42);
        var beside = new FaultDraw(42);

        for (var n = 0; n < 100; n++)
        {
            beside.Next(Fault.PostFailed);
            Assert.Equal(alone.Next(Fault.PostThrottled), beside.Next(Fault.PostThrottled));
        }
    }

    [Fact]
    public void Next_OtherSeed_DrawsOthers() => Assert.NotEqual(new FaultDraw(1).Next(Fault.PostThrottled), new FaultDraw(2).Next(Fault.PostThrottled));

    [Fact]
    public void Next_FromManyThreads_KeepsTheShare()
    {
        var draw = new FaultDraw(7);
        var struck = 0;

        Parallel.For(0, 100_000, _ =>
        {
            if (draw.Next(Fault.DisconnectLost) < 0.2)
            {
                Interlocked.Increment(ref struck);
            }
        });

        // Whichever thread draws, the first hundred thousand are the same ones.
        var again = new FaultDraw(7);
        Assert.Equal(Enumerable.Range(0, 100_000).Count(_ => again.Next(Fault.DisconnectLost) < 0.2), struck);
        Assert.InRange(struck, 19_500, 20_500);
    }
}
