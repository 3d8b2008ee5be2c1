using System.Collections.Immutable;
using System.Globalization;

namespace Chat.Emulator.Expressions.Paths;

/// <summary>Reads a <see cref="JsonPath"/>.</summary>
internal sealed class JsonPathParser(string text)
{
    // No path that somebody writes is longer.
    private const int MaxSegments = 100;

    private int _at;

    public ImmutableArray<JsonPath.Segment>.Builder Segments { get; } = ImmutableArray.CreateBuilder<JsonPath.Segment>();

    public bool IsDefinite { get; private set; } = true;

    /// <summary>Null, or one sentence that says what is wrong.</summary>
    public string? Run()
    {
        // Without the $ in front it is meant all the same.
        if (text.StartsWith('$'))
        {
            _at = 1;
        }
        else if (text.Length > 0 && !ReadName())
        {
            return Wrong();
        }

        while (_at < text.Length)
        {
            if (!ReadSegment())
            {
                return text.Contains("[?", StringComparison.Ordinal)
                    ? $"the JSONPath '{text}' has a filter, [?(…)], which isn't run here."
                    : Wrong();
            }

            if (Segments.Count > MaxSegments)
            {
                return $"the JSONPath '{text}' has more than {MaxSegments} steps.";
            }
        }

        return Segments is [.., JsonPath.Segment.Descendants] ? Wrong() : null;
    }

    private string Wrong() => $"'{text}' isn't a JSONPath that the emulator supports (at character {_at + 1}).";

    private bool ReadSegment()
    {
        if (Take(".."))
        {
            IsDefinite = false;
            Segments.Add(new JsonPath.Segment.Descendants());
            return _at < text.Length && (text[_at] == '[' || ReadNameOrStar());
        }

        return Take(".") ? ReadNameOrStar() : Take("[") && ReadBracket();
    }

    private bool ReadNameOrStar()
    {
        if (Take("*"))
        {
            return Add(new JsonPath.Segment.All(), isDefinite: false);
        }

        return Take("length()") || Take("size()") ? Add(new JsonPath.Segment.Length()) : ReadName();
    }

    private bool ReadName()
    {
        var start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '-' or '$' or '@' or ':'))
        {
            _at++;
        }

        return _at > start && (_at == text.Length || text[_at] is '.' or '[') && Add(new JsonPath.Segment.Members([text[start.._at]]));
    }

    private bool ReadBracket()
    {
        var close = text.IndexOf(']', _at);
        if (_at < text.Length && text[_at] is '\'' or '"')
        {
            return ReadQuoted();
        }

        if (close < 0)
        {
            return false;
        }

        var inside = text[_at..close].Trim();
        _at = close + 1;
        if (inside == "*")
        {
            return Add(new JsonPath.Segment.All(), isDefinite: false);
        }

        if (inside.Split(':') is [var from, var to])
        {
            return (from.Length == 0 || TryNumber(from, out _)) && (to.Length == 0 || TryNumber(to, out _))
                && Add(new JsonPath.Segment.Slice(Number(from), Number(to)), isDefinite: false);
        }

        var numbers = inside.Split(',');
        return numbers.All(number => TryNumber(number, out _))
            && Add(new JsonPath.Segment.Elements([.. numbers.Select(number => Number(number)!.Value)]), numbers.Length == 1);
    }

    private bool ReadQuoted()
    {
        var names = ImmutableArray.CreateBuilder<string>();
        do
        {
            while (Take(" "))
            {
            }

            var quote = _at < text.Length ? text[_at] : '\0';
            var end = quote is '\'' or '"' ? text.IndexOf(quote, _at + 1) : -1;
            if (end < 0)
            {
                return false;
            }

            names.Add(text[(_at + 1)..end]);
            _at = end + 1;
        }
        while (Take(","));

        return Take("]") && Add(new JsonPath.Segment.Members(names.ToImmutable()), names.Count == 1);
    }

    private bool Add(JsonPath.Segment segment, bool isDefinite = true)
    {
        IsDefinite &= isDefinite;
        Segments.Add(segment);
        return true;
    }

    private bool Take(string sign)
    {
        if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) != 0)
        {
            return false;
        }

        _at += sign.Length;
        return true;
    }

    private static bool TryNumber(string number, out int value) =>
        int.TryParse(number.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static int? Number(string number) => TryNumber(number, out var value) ? value : null;
}
