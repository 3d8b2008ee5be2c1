using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Chat.SignalR.Protocol;

/// <summary>Frames and the hub messages in them: ASP.NET Core's own JSON protocol.</summary>
internal sealed class HubProtocol
{
    /// <summary>What <c>@connections</c> takes in one post, in bytes.</summary>
    public const int LargestFrame = 128 * 1024;

    // Ends each message. Whatever lacks it is of no SignalR client.
    private const char RecordSeparator = '\u001e';

    private readonly JsonHubProtocol _json;
    private readonly JsonSerializerOptions _payload;

    public HubProtocol(IJsonTypeInfoResolver? resolver)
    {
        var options = new JsonHubProtocolOptions();
        var chain = options.PayloadSerializerOptions.TypeInfoResolverChain;
        if (resolver is not null)
        {
            chain.Insert(0, resolver);
        }

        chain.Add(CommonTypes.Default);
        _payload = options.PayloadSerializerOptions;
        _json = new JsonHubProtocol(Options.Create(options));
        Ping = Write(PingMessage.Instance);
    }

    public byte[] Ping { get; }

    /// <summary>Whether values of a type can be read and written: without reflection only those that somebody has declared.</summary>
    public bool Knows(Type type)
    {
        try
        {
            return _payload.TryGetTypeInfo(type, out _);
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
        {
            return false;
        }
    }

    public static bool EndsLikeAMessage(string? frame) => frame?.EndsWith(RecordSeparator) == true;

    public static ReadOnlySequence<byte> Bytes(string frame) => new(Encoding.UTF8.GetBytes(frame));

    public byte[] Write(HubMessage message) => _json.GetMessageBytes(message).ToArray();

    /// <exception cref="InvalidDataException">It is no hub message.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> frame, IInvocationBinder binder, out HubMessage? message) => _json.TryParseMessage(ref frame, binder, out message);

    /// <summary>The answer to a handshake; null when the client may go on.</summary>
    public string? Refuse(HandshakeRequestMessage request)
    {
        if (!string.Equals(request.Protocol, _json.Name, StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Protocol(request.Protocol);
        }

        return _json.IsVersionSupported(request.Version)
            ? null
            : $"The server does not support version {request.Version} of the '{request.Protocol}' protocol.";
    }

    public static byte[] HandshakeAnswer(string? error)
    {
        var writer = new ArrayBufferWriter<byte>();
        HandshakeProtocol.WriteResponseMessage(error is null ? HandshakeResponseMessage.Empty : new HandshakeResponseMessage(error), writer);
        return writer.WrittenSpan.ToArray();
    }
}
