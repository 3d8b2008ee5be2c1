using System.Collections.Concurrent;
using Chat.Emulator.Connections;

namespace Chat.Emulator.Tests.Connections;

public sealed class RandomBytesTests
{
    [Fact]
    public void Fill_FromManyThreadsAndOverManyBlocks_GivesNothingTwice()
    {
        var drawn = new ConcurrentDictionary<string, int>();

        Parallel.For(0, 10_000, i =>
        {
            // As long as an id: a block's end falls between two of them.
            Span<byte> bytes = stackalloc byte[11];
            RandomBytes.Fill(bytes);
            drawn.AddOrUpdate(Convert.ToHexString(bytes), 1, (_, times) => times + 1);
        });

        Assert.Equal(10_000, drawn.Count);
    }

    [Fact]
    public void Fill_MoreThanABlock_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => RandomBytes.Fill(new byte[1_025]));
}
