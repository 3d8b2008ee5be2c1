using System.Text.RegularExpressions;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>Cuts a text into what must be the same in each run, and what is another one by its nature: IDs, times, secrets.</summary>
internal static partial class TextParts
{
    public static List<TextPart> Of(string text)
    {
        var parts = new List<TextPart>();
        var next = 0;
        foreach (Match match in Varying().Matches(text))
        {
            if (match.Index > next)
            {
                parts.Add(new TextPart(PartKind.Plain, text[next..match.Index]));
            }

            parts.Add(new TextPart(KindOf(match), match.Value));
            next = match.Index + match.Length;
        }

        if (next < text.Length)
        {
            parts.Add(new TextPart(PartKind.Plain, text[next..]));
        }

        return parts;
    }

    public static bool HasId(string text) => Varying().Matches(text).Any(match => KindOf(match) == PartKind.Id);

    private static PartKind KindOf(Match match) =>
        match.Groups["secret"].Success ? PartKind.Secret
        : match.Groups["date"].Success ? PartKind.Date
        : match.Groups["epoch"].Success ? PartKind.Epoch
        : PartKind.Id;

    // IDs: UUIDs; those of API Gateway (connectionId, requestId); traces of X-Ray; ULIDs. Epochs: seconds, milliseconds, with a fraction or without.
    [GeneratedRegex(
        "(?<secret>" + Placeholders.Pattern + ")"
        + @"|(?<date>(?<!\d)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)"
        + @"|(?<![0-9A-Za-z])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])"
        + @"|(?<![0-9A-Za-z_-])[0-9A-Za-z_-]{15}=(?![0-9A-Za-z=])"
        + @"|(?<![0-9A-Za-z])1-[0-9a-f]{8}-[0-9a-f]{24}(?![0-9A-Za-z])"
        + @"|(?<![0-9A-Za-z])01[0-9A-HJKMNP-TV-Z]{24}(?![0-9A-Za-z])"
        + @"|(?<epoch>(?<![0-9A-Za-z.])(\d{10}|\d{13})(\.\d+)?(?![0-9A-Za-z]))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Varying();
}

/// <summary>A piece of a text.</summary>
internal readonly record struct TextPart(PartKind Kind, string Text);

/// <summary>How two pieces are compared.</summary>
internal enum PartKind
{
    Plain,
    Id,
    Secret,
    Date,
    Epoch,
}
