using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Chat.Benchmarks.Load;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Options;

namespace Chat.Benchmarks.Parts;

/// <summary>From a client's bytes to its message.</summary>
public class Frames
{
    private readonly byte[] _payload = new byte[4096];
    private byte[] _wire = [];
    private ReadOnlySequence<byte> _header;

    [Params(64, 4096)]
    public int Size { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var text = new byte[Size];
        text.AsSpan().Fill((byte)'a');
        _wire = ClientFrame.Create(ClientFrame.Text, text);
        _header = new ReadOnlySequence<byte>(_wire);
    }

    [Benchmark]
    public bool ReadHeader() => FrameHeader.TryRead(_header, out _);

    [Benchmark]
    public void Unmask() => FrameMask.Apply(_payload.AsSpan(0, Size), 0x12345678, 0);

    [Benchmark]
    public async Task<bool> ReadMessage()
    {
        // The reader is made for each connection, so this is a connection's first message: more than any later one costs.
        var reader = new MessageReader(PipeReader.Create(new MemoryStream(_wire, writable: false)), GatewayLimits.Default);
        using var message = ((Inbound.Received)await reader.ReadAsync()).Message;
        return message.Text.Length == Size;
    }
}
