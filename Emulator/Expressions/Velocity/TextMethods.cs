using System.Text;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>Methods of <c>java.lang.String</c>. Regular expressions are .NET's, which read what templates write as Java's do.</summary>
internal static class TextMethods
{
    // What comes from clients is matched: an expression that backtracks for ages ends the rendering instead.
    private static readonly TimeSpan MatchLimit = TimeSpan.FromMilliseconds(250);

    public static object? Call(string text, string name, object?[] arguments) => (name, arguments) switch
    {
        ("length", []) => (long)text.Length,
        ("isEmpty", []) => text.Length == 0,
        ("trim", []) => text.Trim(),
        ("toLowerCase", []) => text.ToLowerInvariant(),
        ("toUpperCase", []) => text.ToUpperInvariant(),
        ("contains", [string other]) => text.Contains(other, StringComparison.Ordinal),
        ("startsWith", [string other]) => text.StartsWith(other, StringComparison.Ordinal),
        ("endsWith", [string other]) => text.EndsWith(other, StringComparison.Ordinal),
        ("equalsIgnoreCase", [string other]) => text.Equals(other, StringComparison.OrdinalIgnoreCase),
        ("compareTo", [string other]) => (long)string.CompareOrdinal(text, other),
        ("indexOf", [string other]) => (long)text.IndexOf(other, StringComparison.Ordinal),
        ("lastIndexOf", [string other]) => (long)text.LastIndexOf(other, StringComparison.Ordinal),
        ("concat", [string other]) => text + other,
        ("charAt", [long at]) => at >= 0 && at < text.Length ? text[(int)at].ToString() : null,
        ("substring", [long from]) => from >= 0 && from <= text.Length ? text[(int)from..] : null,
        ("substring", [long from, long to]) => from >= 0 && to >= from && to <= text.Length ? text[(int)from..(int)to] : null,
        ("replace", [string { Length: > 0 } old, string @new]) => Bounded(text, old, @new),
        ("replaceAll", [string pattern, string replacement]) => Replace(text, pattern, replacement, int.MaxValue),
        ("replaceFirst", [string pattern, string replacement]) => Replace(text, pattern, replacement, 1),
        ("matches", [string pattern]) => Match($@"\A(?:{pattern})\z", expression => expression.IsMatch(text)),
        ("split", [string pattern]) => Match(pattern, expression => Split(text, expression)),
        _ => null,
    };

    private static string Bounded(string text, string old, string @new)
    {
        if ((long)text.Length / old.Length * @new.Length > RenderingBudget.MaxTextLength)
        {
            throw new TemplateFault(0, "the result of a replacement is too long.");
        }

        return text.Replace(old, @new, StringComparison.Ordinal);
    }

    private static string Replace(string text, string pattern, string replacement, int count)
    {
        if ((text.Length + 1L) * replacement.Length > RenderingBudget.MaxTextLength * 10L)
        {
            throw new TemplateFault(0, "the result of a replacement is too long.");
        }

        var translated = Translate(replacement);
        return Match(pattern, expression => expression.Replace(text, translated, count));
    }

    // In Java a backslash takes the meaning of the next character away; in .NET a dollar sign does it for a dollar sign.
    private static string Translate(string replacement)
    {
        var translated = new StringBuilder();
        for (var i = 0; i < replacement.Length; i++)
        {
            var isLiteral = replacement[i] == '\\' && i + 1 < replacement.Length;
            i += isLiteral ? 1 : 0;
            translated.Append(isLiteral && replacement[i] == '$' ? "$$" : replacement[i].ToString());
        }

        return translated.ToString();
    }

    // Without the empty texts at the end, as in Java.
    private static TemplateList Split(string text, Regex expression)
    {
        var parts = expression.Split(text).ToList();
        while (parts.Count > 1 && parts[^1].Length == 0)
        {
            parts.RemoveAt(parts.Count - 1);
        }

        return TemplateList.Of(parts);
    }

    private static T Match<T>(string pattern, Func<Regex, T> use)
    {
        try
        {
            return use(new Regex(pattern, RegexOptions.CultureInvariant, MatchLimit));
        }
        catch (ArgumentException)
        {
            throw new TemplateFault(0, $"'{pattern}' isn't a regular expression.");
        }
        catch (RegexMatchTimeoutException)
        {
            throw new TemplateFault(0, $"the regular expression '{pattern}' takes more than {MatchLimit.TotalMilliseconds} ms.");
        }
    }
}
