using System.Text.Json;

namespace Chat.Functions.Rooms;

/// <summary>The names of a room, as many as an answer has: all of them in a small room. It is a large one whose names don't all go in.</summary>
internal sealed class NameList
{
    // Of the 128 KB that a frame has, beside the messages' 96: enough for the names of a small room, unless most of them are written in escapes.
    private const int Budget = 24 * 1024;

    private readonly SortedSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private int _budget = Budget;

    /// <summary>There are names that didn't go in.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Takes a name in, unless it is there already; false from the first one on that doesn't go in.</summary>
    public bool TryAdd(string name)
    {
        if (!HasMore && _names.Add(name))
        {
            // As JSON, with its quotes and a comma.
            _budget -= JsonEncodedText.Encode(name).EncodedUtf8Bytes.Length + 3;
            if (_names.Count > RoomRules.MostOfASmallRoom || _budget < 0)
            {
                _names.Remove(name);
                HasMore = true;
            }
        }

        return !HasMore;
    }

    public Names ToNames() => new([.. _names], HasMore);
}
