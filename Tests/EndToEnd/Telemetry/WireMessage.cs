using Google.Protobuf;

namespace Chat.EndToEnd.Tests.Telemetry;

/// <summary>A protobuf message as it is on the wire: numbered fields, whatever they are called.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Number, ByteString? Bytes, ulong Value)> _fields = [];

    public WireMessage(ByteString bytes)
    {
        using var input = bytes.CreateCodedInput();
        while (input.ReadTag() is not 0 and var tag)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            _fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => (number, null, input.ReadUInt64()),
                WireFormat.WireType.Fixed64 => (number, null, input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => (number, null, input.ReadFixed32()),
                WireFormat.WireType.LengthDelimited => (number, input.ReadBytes(), 0),
                var other => throw new FormatException($"OTLP has no fields of the wire type {other}"),
            });
        }
    }

    public IEnumerable<WireMessage> All(int number) => _fields.Where(field => field.Number == number).Select(field => new WireMessage(field.Bytes!));

    public WireMessage? One(int number) => All(number).LastOrDefault();

    public string Text(int number) => Bytes(number).ToStringUtf8();

    /// <summary>Small letters; empty when the field isn't there.</summary>
    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    /// <summary>Null when the field isn't there, or is no number.</summary>
    public ulong? Number(int number) => _fields.Where(field => field.Number == number && field.Bytes is null).Select(field => (ulong?)field.Value).LastOrDefault();

    private ByteString Bytes(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes ?? ByteString.Empty;
}
