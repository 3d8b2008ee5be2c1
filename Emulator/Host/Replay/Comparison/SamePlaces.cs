using System.Text.Json;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>
/// The IDs and secrets that stand at the same place of two frames, whatever else of the frames differs: in JSON the same property or element, in a text the
/// same one of its IDs, times and secrets.
/// </summary>
internal static class SamePlaces
{
    public static IReadOnlyList<(TextPart Recorded, TextPart Replayed)> Of(string recorded, string replayed)
    {
        var found = new List<(TextPart, TextPart)>();
        foreach (var (before, now) in recorded.Split(Session.RecordSeparator).Zip(replayed.Split(Session.RecordSeparator)))
        {
            AddRecord(found, before, now);
        }

        return found;
    }

    private static void AddRecord(List<(TextPart, TextPart)> found, string recorded, string replayed)
    {
        if (recorded.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            AddText(found, recorded, replayed);
            return;
        }

        try
        {
            using var before = JsonDocument.Parse(recorded);
            using var now = JsonDocument.Parse(replayed);
            AddValue(found, before.RootElement, now.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It only looked like JSON, as a placeholder does, or has half a surrogate pair in it.
            AddText(found, recorded, replayed);
        }
    }

    private static void AddValue(List<(TextPart, TextPart)> found, JsonElement recorded, JsonElement replayed)
    {
        switch (recorded.ValueKind, replayed.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                foreach (var property in recorded.EnumerateObject())
                {
                    if (replayed.TryGetProperty(property.Name, out var other))
                    {
                        AddValue(found, property.Value, other);
                    }
                }

                break;
            case (JsonValueKind.Array, JsonValueKind.Array):
                foreach (var (before, now) in recorded.EnumerateArray().Zip(replayed.EnumerateArray()))
                {
                    AddValue(found, before, now);
                }

                break;
            case (JsonValueKind.String, JsonValueKind.String):
                // JSON may stand in a string of JSON.
                AddRecord(found, recorded.GetString()!, replayed.GetString()!);
                break;
        }
    }

    private static void AddText(List<(TextPart, TextPart)> found, string recorded, string replayed)
    {
        var before = TextParts.Of(recorded).Where(part => part.Kind != PartKind.Plain).ToList();
        var now = TextParts.Of(replayed).Where(part => part.Kind != PartKind.Plain).ToList();
        if (before.Select(part => part.Kind).SequenceEqual(now.Select(part => part.Kind)))
        {
            found.AddRange(before.Zip(now).Where(pair => pair.First.Kind is PartKind.Id or PartKind.Secret));
        }
    }
}
