using Chat.Emulator.Http;

namespace Chat.Emulator.Tests.Http;

public sealed class RandomBytesTests
{
    [Fact]
    public void Fill_FromManyThreadsAndOverManyBlocks_GivesNothingTwice()
    {
        var drawn = new string[10_000];

        Parallel.For(0, drawn.Length, i =>
        {
            // As long as an id: a block's end falls between two of them.
            Span<byte> bytes = stackalloc byte[11];
            RandomBytes.Fill(bytes);
            drawn[i] = Convert.ToHexString(bytes);
        });

        Assert.Equal(drawn.Length, drawn.Distinct().Count());
    }

    [Fact]
    public void Fill_MoreThanABlock_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => RandomBytes.Fill(new byte[1_025]));
}
