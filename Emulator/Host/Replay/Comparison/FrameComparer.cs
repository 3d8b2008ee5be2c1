using System.Text.Json;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>
/// Whether a frame that was replayed is the one that was recorded. JSON is compared by its values: neither blanks nor the order of properties count. Lists
/// whose elements hold IDs may come in another order, for a table's rows do.
/// </summary>
internal sealed class FrameComparer(Correspondence ids, SessionClocks clocks, IgnoredParts ignored)
{
    public Correspondence Ids => ids;

    /// <summary>True when they are the same; then their IDs stand for each other from now on.</summary>
    public bool TryPair(string recorded, string replayed) => Keep(() => AreSame(recorded, replayed, null));

    /// <summary>The same, without a trace.</summary>
    public bool AreSame(string recorded, string replayed)
    {
        var mark = ids.Mark;
        var areSame = AreSame(recorded, replayed, null);
        ids.GoBackTo(mark);
        return areSame;
    }

    /// <summary>A replayed text with the recording's IDs, so that people see what differs beside them.</summary>
    public string AsRecorded(string replayed) => string.Concat(
        TextParts.Of(replayed).Select(part => part.Kind is PartKind.Id ? ids.FindRecorded(part.Text) ?? part.Text : part.Text));

    /// <summary>Where in JSON they differ, with both values; nothing when either is no JSON.</summary>
    public IReadOnlyList<string> Differences(string recorded, string replayed)
    {
        var differences = new List<string>();
        var mark = ids.Mark;
        AreSame(recorded, replayed, differences);
        ids.GoBackTo(mark);
        return differences;
    }

    /// <param name="found">Null: the first difference is enough.</param>
    private bool AreSame(string recorded, string replayed, List<string>? found)
    {
        if (recorded == replayed)
        {
            return true;
        }

        var before = recorded.Split(Session.RecordSeparator);
        var now = replayed.Split(Session.RecordSeparator);
        return before.Length == now.Length && before.Zip(now).All(pair => IsSameRecord(pair.First, pair.Second, found));
    }

    private bool IsSameRecord(string recorded, string replayed, List<string>? found)
    {
        if (!IsJson(recorded) || !IsJson(replayed))
        {
            return IsSameText(recorded, replayed);
        }

        var mark = ids.Mark;
        try
        {
            using var before = JsonDocument.Parse(recorded);
            using var now = JsonDocument.Parse(replayed);
            return IsSameValue(before.RootElement, now.RootElement, "$", found);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair, "\ud83d", is JSON too, and no text.
            ids.GoBackTo(mark);
            return IsSameText(recorded, replayed);
        }
    }

    private static bool IsJson(string text) => text.AsSpan().Trim() is ['{', .., '}'] or ['[', .., ']'];

    private bool IsSameValue(JsonElement recorded, JsonElement replayed, string path, List<string>? found)
    {
        if (ignored.HasPath(path))
        {
            return true;
        }

        if (recorded.ValueKind == replayed.ValueKind)
        {
            switch (recorded.ValueKind)
            {
                case JsonValueKind.Object:
                    return IsSameObject(recorded, replayed, path, found);
                case JsonValueKind.Array when IsSameList(recorded, replayed, path, found):
                case JsonValueKind.String when IsSameText(recorded.GetString()!, replayed.GetString()!):
                case JsonValueKind.Number when IsSameNumber(recorded, replayed):
                case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                    return true;
                case JsonValueKind.Array when recorded.GetArrayLength() == replayed.GetArrayLength():
                    // Its elements have said where.
                    return false;
            }
        }

        found?.Add($"{path}: {Short(recorded)} → {Short(replayed)}");
        return false;
    }

    private bool IsSameObject(JsonElement recorded, JsonElement replayed, string path, List<string>? found)
    {
        var areSame = true;
        foreach (var property in recorded.EnumerateObject())
        {
            var own = $"{path}.{property.Name}";
            if (replayed.TryGetProperty(property.Name, out var other))
            {
                areSame &= IsSameValue(property.Value, other, own, found);
            }
            else if (!ignored.HasPath(own))
            {
                found?.Add($"{own}: {Short(property.Value)} → nothing");
                areSame = false;
            }

            if (!areSame && found is null)
            {
                return false;
            }
        }

        foreach (var property in replayed.EnumerateObject().Where(property => !recorded.TryGetProperty(property.Name, out _)))
        {
            var own = $"{path}.{property.Name}";
            if (!ignored.HasPath(own))
            {
                found?.Add($"{own}: nothing → {Short(property.Value)}");
                areSame = false;
            }
        }

        return areSame;
    }

    private bool IsSameList(JsonElement recorded, JsonElement replayed, string path, List<string>? found)
    {
        JsonElement[] before = [.. recorded.EnumerateArray()];
        JsonElement[] now = [.. replayed.EnumerateArray()];
        if (before.Length != now.Length)
        {
            return false;
        }

        if (Keep(() => before.Zip(now).Index().All(pair => IsSameValue(pair.Item.First, pair.Item.Second, $"{path}[{pair.Index}]", null)))
            || (before.Any(element => TextParts.HasId(element.GetRawText())) && Keep(() => IsSameSet(before, now, path))))
        {
            return true;
        }

        if (found is not null)
        {
            foreach (var (index, pair) in before.Zip(now).Index())
            {
                IsSameValue(pair.First, pair.Second, $"{path}[{index}]", found);
            }
        }

        return false;
    }

    private bool IsSameSet(JsonElement[] recorded, JsonElement[] replayed, string path)
    {
        var left = Enumerable.Range(0, replayed.Length).ToList();
        foreach (var (index, element) in recorded.Index())
        {
            var match = left.FindIndex(other => Keep(() => IsSameValue(element, replayed[other], $"{path}[{index}]", null)));
            if (match < 0)
            {
                return false;
            }

            left.RemoveAt(match);
        }

        return true;
    }

    private bool IsSameNumber(JsonElement recorded, JsonElement replayed)
    {
        var (before, now) = (recorded.GetRawText(), replayed.GetRawText());
        return before == now
            || (recorded.TryGetDecimal(out var one) && replayed.TryGetDecimal(out var other) && one == other)
            || (TextParts.Of(before) is [{ Kind: PartKind.Epoch }] && TextParts.Of(now) is [{ Kind: PartKind.Epoch }] && clocks.AreSameEpochs(before, now));
    }

    private bool IsSameText(string recorded, string replayed)
    {
        var before = TextParts.Of(ignored.Cut(recorded));
        var now = TextParts.Of(ignored.Cut(replayed));
        return before.Count == now.Count && before.Zip(now).All(pair => IsSamePart(pair.First, pair.Second));
    }

    private bool IsSamePart(TextPart recorded, TextPart replayed) => recorded.Kind == replayed.Kind && recorded.Kind switch
    {
        PartKind.Id => ids.TryPair(recorded.Text, replayed.Text),

        // Which token of several it is can't be told by what nobody may see.
        PartKind.Secret => true,
        PartKind.Date => clocks.AreSameDates(recorded.Text, replayed.Text),
        PartKind.Epoch => clocks.AreSameEpochs(recorded.Text, replayed.Text),
        _ => recorded.Text == replayed.Text,
    };

    private bool Keep(Func<bool> compare)
    {
        var mark = ids.Mark;
        if (compare())
        {
            return true;
        }

        ids.GoBackTo(mark);
        return false;
    }

    private static string Short(JsonElement value) => Shortened.Of(value.GetRawText(), 100);
}
