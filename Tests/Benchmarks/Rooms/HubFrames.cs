using System.Buffers.Text;
using System.Text;

namespace Chat.Benchmarks.Rooms;

/// <summary>Frames of SignalR's JSON protocol, as its clients write them, and as much of what they get as is looked at.</summary>
internal static class HubFrames
{
    public const byte Separator = 0x1E;

    public static byte[] Handshake { get; } = Frame("""{"protocol":"json","version":1}""");

    public static byte[] Join(string room) => Frame($$"""{"type":1,"invocationId":"join","target":"Join","arguments":["{{room}}",null]}""");

    public static byte[] Send(string room, int number, string text) =>
        Frame($$"""{"type":1,"invocationId":"{{number}}","target":"Send","arguments":["{{room}}","{{number}}","{{text}}"]}""");

    /// <summary>The number of a message of <see cref="Send"/> that a client hears.</summary>
    public static bool TryReadMessage(ReadOnlySpan<byte> record, out int number)
    {
        number = 0;
        return record.StartsWith("""{"type":1,"target":"message","""u8)
            && record.IndexOf("\"id\":\""u8) is var at and >= 0
            && Utf8Parser.TryParse(record[(at + 6)..], out number, out _);
    }

    /// <summary>Whether it answers a handshake or an invocation.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> record) => record.SequenceEqual("{}"u8) || record.StartsWith("""{"type":3,"""u8) || IsError(record);

    /// <summary>An error in an answer, or a Close.</summary>
    public static bool IsError(ReadOnlySpan<byte> record) =>
        (record.StartsWith("""{"type":3,"""u8) && record.IndexOf("\"error\":"u8) >= 0) || record.StartsWith("""{"type":7"""u8) || record.StartsWith("{\"error\":"u8);

    private static byte[] Frame(string json) => Encoding.UTF8.GetBytes(json + (char)Separator);
}
