using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Chat.Emulator.Gateway.Connections;

namespace Chat.Benchmarks.Parts;

/// <summary>From a post's body to the bytes for its client.</summary>
public class Writes
{
    private static readonly ClientSocket Nowhere = new(PipeReader.Create(Stream.Null), Stream.Null, () => { }, CancellationToken.None);

    private readonly byte[] _text = new byte[64];
    private readonly Connection _connection = Samples.Connect();

    [Benchmark]
    public async Task WriteOneMessage()
    {
        using var batch = new FrameBatch(Nowhere, Emulator.Options.Quotas.MaxFrameBytes);
        var message = OutboundMessage.Text(_text);
        await batch.AddAsync(message);
        await batch.FlushAsync();
        message.Release();
    }

    [Benchmark]
    public async Task<bool> EnqueueAndTake()
    {
        var message = OutboundMessage.Text(_text);
        var result = await _connection.Outbound.EnqueueAsync(message);
        var taken = _connection.Outbound.TryDequeue(out var same);
        same.Release();
        return taken && result == EnqueueResult.Accepted;
    }
}
