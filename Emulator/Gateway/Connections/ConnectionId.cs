using System.Buffers;
using Chat.Emulator.Http;

namespace Chat.Emulator.Gateway.Connections;

/// <summary>A connection's id; clients and functions treat it as opaque.</summary>
internal readonly record struct ConnectionId
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private ConnectionId(string value) => Value = value;

    public string Value { get; }

    public static ConnectionId Mint() => new(GatewayId.Mint());

    /// <summary>False for a text that no connection can have, which <c>@connections</c> answers with 400 rather than 410.</summary>
    public static bool TryParse(string text, out ConnectionId id)
    {
        id = new ConnectionId(text);
        return text.Length == GatewayId.Length && text[^1] == '=' && !text.AsSpan(..^1).ContainsAnyExcept(Alphabet);
    }

    public override string ToString() => Value;
}
