using System.Globalization;
using System.Text;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>Reads numbers and texts.</summary>
internal static class Literals
{
    public static Expression.Literal ReadNumber(TemplateCursor cursor)
    {
        var start = cursor.At++;
        while (char.IsAsciiDigit(cursor.Current))
        {
            cursor.At++;
        }

        // [1..5] has two dots.
        var isWhole = cursor.Current != '.' || !char.IsAsciiDigit(cursor.Next);
        if (!isWhole)
        {
            cursor.At++;
            while (char.IsAsciiDigit(cursor.Current))
            {
                cursor.At++;
            }
        }

        var digits = cursor.Text.AsSpan(start..cursor.At);
        return isWhole && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? new Expression.Literal(start, whole)
            : new Expression.Literal(start, double.Parse(digits, CultureInfo.InvariantCulture));
    }

    // A quote is written twice, or in double quotes after a backslash; other backslashes stay, since they are for regular expressions.
    public static string ReadQuoted(TemplateCursor cursor, char quote)
    {
        var start = cursor.At++;
        var content = new StringBuilder();
        while (true)
        {
            if (cursor.IsAtEnd)
            {
                throw new TemplateFault(start, "a string has no closing quotation mark.");
            }

            if (cursor.Current == quote)
            {
                cursor.At++;
                if (cursor.Current != quote)
                {
                    return content.ToString();
                }
            }
            else if (cursor.Current == '\\' && quote == '"' && cursor.Next is '"' or '\\')
            {
                if (cursor.Next == '\\')
                {
                    content.Append('\\');
                }

                cursor.At++;
            }

            content.Append(cursor.Current);
            cursor.At++;
        }
    }
}
