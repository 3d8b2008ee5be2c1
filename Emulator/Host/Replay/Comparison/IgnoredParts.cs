using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>What the person who replays has said isn't to be compared: places in JSON, and texts.</summary>
internal sealed class IgnoredParts(ImmutableArray<Regex> paths, ImmutableArray<Regex> texts)
{
    private const string InPlace = "…";

    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    public static IgnoredParts None { get; } = new([], []);

    /// <summary><c>$.a.b</c>, <c>$.list[*].at</c>, <c>$..id</c>: a place in JSON. <c>/took \d+ ms/</c>: what a regular expression finds.</summary>
    /// <exception cref="FormatException">One is neither; the message says which.</exception>
    public static IgnoredParts Read(IEnumerable<string> patterns)
    {
        var paths = ImmutableArray.CreateBuilder<Regex>();
        var texts = ImmutableArray.CreateBuilder<Regex>();
        foreach (var pattern in patterns)
        {
            if (pattern is ['/', _, .., '/'])
            {
                texts.Add(Compile(pattern, pattern[1..^1]));
            }
            else if (pattern is ['$', '.' or '[', ..])
            {
                paths.Add(Compile(pattern, $"^{OfPath(pattern)}$"));
            }
            else
            {
                throw new FormatException($"takes a path in JSON, such as $.items[*].at or $..id, or a regular expression between slashes, such as /took [0-9]+ ms/, and not '{pattern}'.");
            }
        }

        return new IgnoredParts(paths.ToImmutable(), texts.ToImmutable());
    }

    public bool HasPath(string path) => paths.Any(ignored => Within(() => ignored.IsMatch(path), false));

    /// <summary>The text without what isn't to be compared.</summary>
    public string Cut(string text) => texts.Aggregate(text, (cut, ignored) => Within(() => ignored.Replace(cut, InPlace), cut));

    // An expression that needs longer finds nothing: then what it was to leave out is a difference, which people see.
    private static T Within<T>(Func<T> match, T otherwise)
    {
        try
        {
            return match();
        }
        catch (RegexMatchTimeoutException)
        {
            return otherwise;
        }
    }

    private static Regex Compile(string pattern, string expression)
    {
        try
        {
            return new Regex(expression, RegexOptions.CultureInvariant, MatchLimit);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"can't use '{pattern}': {e.Message}", e);
        }
    }

    private static string OfPath(string path) => Regex.Escape(path)
        .Replace(@"\[\*]", @"\[\d+\]", StringComparison.Ordinal)
        .Replace(@"\.\.", @"(\..+|\[\d+\])*\.", StringComparison.Ordinal)
        .Replace(@"\.\*", @"\.[^.\[]+", StringComparison.Ordinal);
}
