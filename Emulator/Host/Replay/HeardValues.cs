using Chat.Emulator.Host.Replay.Comparison;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay;

/// <summary>
/// What of the replay a client sends in the place of what it sent when it was recorded: learnt from the places of what it hears, the same frames or not. What
/// frames that differ say of IDs counts for sending alone; whether frames are the same, it has no part in.
/// </summary>
internal sealed class HeardValues(Correspondence ids, SecretMask mask)
{
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public void Learn(string recorded, string replayed)
    {
        foreach (var (before, now) in SamePlaces.Of(recorded, replayed))
        {
            if (before.Kind is PartKind.Id)
            {
                _ids[before.Text] = now.Text;
            }
            else if (mask.ValueOf(now.Text) is { } value)
            {
                _secrets[Placeholders.NamesIn(before.Text).First()] = value;
            }
        }
    }

    /// <summary>A recorded text with this replay's IDs, and the secrets that were heard or given.</summary>
    public string Replayed(string text, IReadOnlyDictionary<string, string> given, Func<string, string>? encode) =>
        string.Concat(TextParts.Of(text).Select(part => part.Kind switch
        {
            PartKind.Id => ids.Find(part.Text) ?? _ids.GetValueOrDefault(part.Text) ?? part.Text,
            PartKind.Secret when Placeholders.NamesIn(part.Text).First() is var name && (given.GetValueOrDefault(name) ?? _secrets.GetValueOrDefault(name)) is { } value =>
                encode?.Invoke(value) ?? value,
            _ => part.Text,
        }));
}
