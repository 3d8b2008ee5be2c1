using Chat.Emulator.Gateway.Connections;

namespace Chat.Emulator.Tests.Gateway.Connections;

public sealed class FrameMaskTests
{
    [Fact]
    public void Apply_EveryLengthAndOffset_IsByteByByteXor()
    {
        byte[] key = [0x11, 0x22, 0x33, 0x44];
        for (var length = 0; length < 150; length++)
        {
            for (var offset = 0; offset < 5; offset++)
            {
                var payload = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
                var expected = payload.Select((b, i) => (byte)(b ^ key[(i + offset) % 4])).ToArray();

                FrameMask.Apply(payload, 0x44332211, offset);

                Assert.Equal(expected, payload);
            }
        }
    }
}
