using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Chat.Emulator.Expressions.Selection;

/// <summary>Takes a selection expression apart, left to right.</summary>
internal sealed class RouteSelectionParser(string expression)
{
    private const string Body = "request.body";

    private readonly ImmutableArray<RouteSelectionExpression.Part>.Builder _parts =
        ImmutableArray.CreateBuilder<RouteSelectionExpression.Part>();
    private readonly StringBuilder _literal = new();

    public ImmutableArray<RouteSelectionExpression.Part> Parts => _parts.ToImmutable();

    /// <summary>Null when the expression is well formed, else what is wrong.</summary>
    public string? Run()
    {
        if (expression.Length == 0)
        {
            return "The route selection expression is empty.";
        }

        for (var i = 0; i < expression.Length;)
        {
            if (expression[i] == '\\' && i + 1 < expression.Length && expression[i + 1] == '$')
            {
                _literal.Append('$');
                i += 2;
            }
            else if (expression[i] == '$')
            {
                if (ReadVariable(ref i) is { } error)
                {
                    return $"{error} at position {i} of the route selection expression '{expression}'.";
                }
            }
            else
            {
                _literal.Append(expression[i++]);
            }
        }

        EndLiteral();
        return null;
    }

    private string? ReadVariable(ref int position)
    {
        var isBraced = position + 1 < expression.Length && expression[position + 1] == '{';
        var start = position + (isBraced ? 2 : 1);
        var end = isBraced ? expression.IndexOf('}', start) : start;
        if (end < 0)
        {
            return "A brace is not closed";
        }

        while (!isBraced && end < expression.Length && IsPartOfPath(expression[end]))
        {
            end++;
        }

        var text = expression[start..end];
        if (!text.StartsWith(Body, StringComparison.Ordinal) || (text.Length > Body.Length && text[Body.Length] is not ('.' or '[')))
        {
            return "Only variables that start with request.body can select a route; there is another";
        }

        if (!TryReadPath(text[Body.Length..], out var path))
        {
            return "There is a path that can't be read";
        }

        EndLiteral();
        _parts.Add(new RouteSelectionExpression.Part("", path, isBraced));
        position = isBraced ? end + 1 : end;
        return null;
    }

    private static bool IsPartOfPath(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '[' or ']' or '\'' or '"';

    // .name, [0], ['name'] or ["name"], any number of them.
    private static bool TryReadPath(string text, out BodyPath path)
    {
        var steps = ImmutableArray.CreateBuilder<BodyPath.Step>();
        path = new BodyPath([]);
        while (text.Length > 0)
        {
            var isIndex = text[0] == '[';
            var length = isIndex ? text.IndexOf(']', StringComparison.Ordinal) - 1 : text.AsSpan(1).IndexOfAny('.', '[');
            var end = length >= 0 || isIndex ? length + 1 : text.Length;
            if (end < 2 || (!isIndex && text[0] != '.'))
            {
                return false;
            }

            var name = text[1..end];
            if (!isIndex)
            {
                steps.Add(BodyPath.Step.Member(name));
            }
            else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                steps.Add(BodyPath.Step.Element(index));
            }
            else if (name.Length > 2 && name[0] is '\'' or '"' && name[^1] == name[0])
            {
                steps.Add(BodyPath.Step.Member(name[1..^1]));
            }
            else
            {
                return false;
            }

            text = text[(isIndex ? end + 1 : end)..];
        }

        path = new BodyPath(steps.ToImmutable());
        return true;
    }

    private void EndLiteral()
    {
        if (_literal.Length > 0)
        {
            _parts.Add(new RouteSelectionExpression.Part(_literal.ToString(), null, IsBraced: false));
            _literal.Clear();
        }
    }
}
