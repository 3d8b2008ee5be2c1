namespace Chat.Emulator.Iam.Policies;

/// <summary>Patterns with <c>*</c> for any text and <c>?</c> for any one character.</summary>
internal static class Wildcard
{
    private const int ArnParts = 6;

    // Characters that are none, for those that stand for themselves in a pattern. https://www.unicode.org/faq/private_use.html#noncharacters
    private const char LiteralAny = '\uFDD0';
    private const char LiteralOne = '\uFDD1';

    /// <summary>The text as a pattern that matches itself alone.</summary>
    public static string Escape(string text) => text.Replace('*', LiteralAny).Replace('?', LiteralOne);

    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase = false)
    {
        int p = 0, t = 0, star = -1, afterStar = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                afterStar = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more; those before it never need to.
                p = star + 1;
                t = ++afterStar;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }

    /// <summary>
    /// An ARN's six parts, each by itself: no wildcard reaches over one of the first five colons, and parts that the pattern lacks are
    /// <c>*</c>. What has no colon at all is taken for the whole of the ARN. In the last part a <c>*</c> goes over <c>/</c> and <c>:</c> too, so <c>…:api/*$connect</c> is <c>…:api/demo/$connect</c>.
    /// </summary>
    public static bool MatchesArn(ReadOnlySpan<char> pattern, ReadOnlySpan<char> arn)
    {
        if (pattern.IndexOf(':') < 0)
        {
            // "arn" alone is the first part, and the rest is missing.
            return pattern is "arn" || Matches(pattern, arn);
        }

        for (var part = 1; part <= ArnParts; part++)
        {
            var (patternColon, arnColon) = part < ArnParts ? (pattern.IndexOf(':'), arn.IndexOf(':')) : (-1, -1);
            if (!Matches(patternColon < 0 ? pattern : pattern[..patternColon], arnColon < 0 ? arn : arn[..arnColon]))
            {
                return false;
            }

            if (patternColon < 0)
            {
                // Incomplete: "arn:aws:dynamodb" means all of it.
                return true;
            }

            if (arnColon < 0)
            {
                return false;
            }

            pattern = pattern[(patternColon + 1)..];
            arn = arn[(arnColon + 1)..];
        }

        return true;
    }

    private static bool Same(char x, char y, bool ignoreCase) =>
        x == y
        || (ignoreCase && char.ToLowerInvariant(x) == char.ToLowerInvariant(y))
        || (x == LiteralAny && y == '*')
        || (x == LiteralOne && y == '?');
}
