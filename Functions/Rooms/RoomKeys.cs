using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Functions.Rooms;

/// <summary>
/// The rooms' table: partition key <c>room</c> (S), <c>room#lobby</c> or <c>connection#{id}</c>, sort key <c>entry</c> (S). Below a room are its messages, ids
/// that were used, names in use and who is there; below a connection the rooms that it is in.
/// </summary>
internal static class RoomKeys
{
    public const string Room = "room";
    public const string Item = "entry";
    public const string ExpiresAt = "expiresAt";

    public const string Epoch = "epoch";
    public const string Messages = "message#";
    public const string Members = "member#";

    public static string OfRoom(string room) => $"room#{room}";

    public static string OfConnection(string connectionId) => $"connection#{connectionId}";

    /// <summary>Sorts as positions do.</summary>
    public static string Message(Position position) =>
        $"{Messages}{position.Epoch.ToString("D13", CultureInfo.InvariantCulture)}#{position.Sequence.ToString("D12", CultureInfo.InvariantCulture)}";

    public static string Id(string sender, string id) => $"id#{sender}#{id}";

    /// <summary>Who sent a message, whatever he is called now: of what only he knows a hash, else his name.</summary>
    public static string Sender(Draft draft) =>
        draft.Owner is { Length: > 0 } owner ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner))) : draft.Name.ToUpperInvariant();

    public static string Name(string name) => $"name#{name.ToUpperInvariant()}";

    public static string Member(string connectionId) => $"{Members}{connectionId}";

    public static Position PositionOf(string item)
    {
        var parts = item[Messages.Length..].Split('#');
        return new Position(long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
