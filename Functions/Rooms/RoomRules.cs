using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Functions.Rooms;

/// <summary>What rooms, names, ids and texts may look like; whatever may not is answered with a sentence.</summary>
internal static class RoomRules
{
    /// <summary>The room that plain clients live in.</summary>
    public const string Lobby = "lobby";

    /// <summary>What a text may have, in bytes of UTF-8. As JSON it takes up to six times that, and a frame has 128 KB.</summary>
    public const int LongestText = 16 * 1024;

    /// <summary>Rooms that one connection may be in at a time.</summary>
    public const int MostRooms = 20;

    /// <summary>
    /// The most people a room may have for all of them to hear who joins, leaves and types. In a larger room that would be most of what is posted, for a list that nobody reads.
    /// </summary>
    public const int MostOfASmallRoom = 200;

    private const int LongestName = 32;
    private const int LongestRoom = 40;
    private const int LongestId = 64;

    public static string Room(string? room) =>
        room is { Length: > 0 and <= LongestRoom } && room.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? room
            : throw new HubException($"The name of a room has 1 to {LongestRoom} of the characters a-z, 0-9 and '-'.");

    public static string Id(string? id) => id is { Length: > 0 and <= LongestId } && id.All(letter => letter is > ' ' and < '\u007f')
        ? id
        : throw new HubException($"The id of a message has 1 to {LongestId} visible ASCII characters.");

    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw new HubException("The message is empty.");
        }

        return Encoding.UTF8.GetByteCount(text) <= LongestText
            ? text
            : throw new HubException($"The message is longer than {LongestText} bytes of UTF-8.");
    }

    /// <summary>The name that a client chose, or one made for it.</summary>
    public static string Name(string? chosen, string connectionId)
    {
        var name = chosen?.Trim() ?? "";
        if (name.Length == 0)
        {
            return Generated("guest", connectionId);
        }

        return name.Length <= LongestName && name.EnumerateRunes().All(IsVisible)
            ? name
            : throw new HubException($"A name has 1 to {LongestName} visible characters.");
    }

    /// <summary>A name that somebody else gave: what no name may have is left out of it, and one is made where nothing is left.</summary>
    public static string GivenName(string given, string user)
    {
        var visible = string.Concat(given.EnumerateRunes().Where(IsVisible).Select(rune => rune.ToString())).Trim();
        return visible.Length > 0 ? Start(visible, LongestName) : Generated("guest", user);
    }

    /// <summary>A name with room behind it for what <see cref="Generated"/> adds.</summary>
    public static string Shortened(string name) => Start(name, LongestName - "-abcd".Length);

    /// <summary>A name for somebody who has none, the same each time.</summary>
    public static string Generated(string kind, string connectionId)
    {
        // FNV-1a, short: enough to tell a few strangers apart.
        var hash = 2166136261u;
        foreach (var letter in connectionId)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return $"{kind}-{hash & 0xffff:x4}";
    }

    /// <summary>The beginning of a text that is too long, and its whole length; a short one as it is.</summary>
    public static (string Text, int? CutFrom) Cut(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes <= LongestText)
        {
            return (text, null);
        }

        var kept = new StringBuilder();
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            length += rune.Utf8SequenceLength;
            if (length > LongestText)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return (kept.ToString(), bytes);
    }

    // Never half a character.
    private static string Start(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)].TrimEnd();

    // No line ends, and none of the marks that turn the direction of what stands behind them.
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
}
