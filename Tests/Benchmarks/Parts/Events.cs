using BenchmarkDotNet.Attributes;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Invocations;

namespace Chat.Benchmarks.Parts;

/// <summary>The event that a function gets, and the answer that it gives: all the JSON of a message.</summary>
public class Events
{
    private static readonly byte[] Answer = """{"statusCode":200,"headers":{"x":"y"},"body":"0123456789012345678901234567890123456789","isBase64Encoded":false}"""u8.ToArray();

    private readonly Connection _connection = Samples.Connect();

    [Benchmark]
    public int BuildMessageEvent()
    {
        using var buffer = ProxyEvents.Message(_connection, Samples.Stage, EventStamp.Mint(TimeProvider.System), "echo", Samples.Message);
        return buffer.Written.Length;
    }

    [Benchmark]
    public int BuildDisconnectEvent()
    {
        using var buffer = ProxyEvents.Disconnect(_connection, Samples.Stage, EventStamp.Mint(TimeProvider.System), CloseReason.ProtocolError);
        return buffer.Written.Length;
    }

    [Benchmark]
    public object ReadAnswer() => ProxyResponseReader.Read(Answer);
}
