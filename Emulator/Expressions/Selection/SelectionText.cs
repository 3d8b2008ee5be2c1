using System.Text;

namespace Chat.Emulator.Expressions.Selection;

/// <summary>
/// Takes selection expressions apart, those that select routes and models, and those that select templates:
/// text, <c>\$</c> for a dollar sign, <c>$name</c>, <c>${name}</c>.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
/// </summary>
internal static class SelectionText
{
    public static IEnumerable<SelectionPiece> Split(string expression)
    {
        var literal = new StringBuilder();
        var start = 0;
        for (var i = 0; i < expression.Length;)
        {
            if (expression[i] != '$')
            {
                var isEscape = expression[i] == '\\' && i + 1 < expression.Length && expression[i + 1] == '$';
                start = literal.Length == 0 ? i : start;
                literal.Append(isEscape ? '$' : expression[i]);
                i += isEscape ? 2 : 1;
                continue;
            }

            if (literal.Length > 0)
            {
                yield return new SelectionPiece.Literal(start, literal.ToString());
                literal.Clear();
            }

            var (piece, next) = ReadVariable(expression, i);
            yield return piece;
            i = next;
        }

        if (literal.Length > 0)
        {
            yield return new SelectionPiece.Literal(start, literal.ToString());
        }
    }

    private static (SelectionPiece Piece, int Next) ReadVariable(string expression, int position)
    {
        if (position + 1 < expression.Length && expression[position + 1] == '{')
        {
            var close = expression.IndexOf('}', position);
            return close < 0
                ? (new SelectionPiece.Unclosed(position), position + 1)
                : (new SelectionPiece.Variable(position, expression[(position + 2)..close], IsBraced: true), close + 1);
        }

        var end = position + 1;
        while (end < expression.Length && IsPartOfPath(expression[end]))
        {
            end++;
        }

        return (new SelectionPiece.Variable(position, expression[(position + 1)..end], IsBraced: false), end);
    }

    private static bool IsPartOfPath(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '[' or ']' or '\'' or '"';
}
