using System.Text;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>What begins with <c>#</c>: comments, and the names of directives.</summary>
internal sealed class DirectiveReader(TemplateCursor cursor)
{
    /// <summary>Skips a comment, or takes what stands between <c>#[[</c> and <c>]]#</c> as it is.</summary>
    public bool TrySkipComment(StringBuilder text)
    {
        if (cursor.Next == '#')
        {
            var lineBreak = cursor.Text.IndexOf('\n', cursor.At);
            cursor.At = lineBreak < 0 ? cursor.Text.Length : lineBreak + 1;
            return true;
        }

        if (cursor.Next == '*')
        {
            var close = cursor.Text.IndexOf("*#", cursor.At + 2, StringComparison.Ordinal);
            cursor.At = close < 0 ? throw new TemplateFault(cursor.At, "#* has no *# after it.") : close + 2;
            return true;
        }

        if (cursor.Next == '[' && string.CompareOrdinal(cursor.Text, cursor.At, "#[[", 0, 3) == 0)
        {
            var close = cursor.Text.IndexOf("]]#", cursor.At + 3, StringComparison.Ordinal);
            text.Append(close < 0 ? throw new TemplateFault(cursor.At, "#[[ has no ]]# after it.") : cursor.Text.AsSpan((cursor.At + 3)..close));
            cursor.At = close + 3;
            return true;
        }

        return false;
    }

    /// <summary>The name in <c>#name</c> or <c>#{name}</c>, when that is a directive; what looks like a call and isn't known is refused.</summary>
    public string? Peek()
    {
        var at = cursor.At + 1;
        var isBraced = at < cursor.Text.Length && cursor.Text[at] == '{';
        at += isBraced ? 1 : 0;
        var from = at;
        while (at < cursor.Text.Length && (char.IsAsciiLetterOrDigit(cursor.Text[at]) || cursor.Text[at] is '_' or '@'))
        {
            at++;
        }

        var name = cursor.Text[from..at];
        if (isBraced && (at >= cursor.Text.Length || cursor.Text[at] != '}'))
        {
            return null;
        }

        // #elsewhere is text, and #else{ is not.
        if (SupportedNames.Directives.Contains(name))
        {
            return name;
        }

        at += isBraced ? 1 : 0;
        while (at < cursor.Text.Length && cursor.Text[at] is ' ' or '\t')
        {
            at++;
        }

        var isCall = name.Length > 0 && !char.IsAsciiDigit(name[0]) && at < cursor.Text.Length && cursor.Text[at] == '(';
        return SupportedNames.DirectivesNotRun.Contains(name) || isCall
            ? throw new TemplateFault(cursor.At, $"#{name} isn't supported: the directives are #set, #if, #elseif, #else, #end, #foreach, #break and #stop.")
            : null;
    }

    /// <summary>Over <c>#name</c> or <c>#{name}</c>, which is there.</summary>
    public void Skip(string name) => cursor.At += cursor.Text[cursor.At + 1] == '{' ? name.Length + 3 : name.Length + 1;
}
