using System.Collections.Immutable;
using System.Globalization;

namespace Chat.Emulator.Expressions.Selection;

/// <summary>Makes a route's key out of the pieces of a selection expression.</summary>
internal sealed class RouteSelectionParser(string expression)
{
    private const string Body = "request.body";

    private readonly ImmutableArray<RouteSelectionExpression.Part>.Builder _parts =
        ImmutableArray.CreateBuilder<RouteSelectionExpression.Part>();

    public ImmutableArray<RouteSelectionExpression.Part> Parts => _parts.ToImmutable();

    /// <summary>Null when the expression is well formed, else what is wrong.</summary>
    public string? Run()
    {
        if (expression.Length == 0)
        {
            return "The route selection expression is empty.";
        }

        foreach (var piece in SelectionText.Split(expression))
        {
            if (Add(piece) is { } error)
            {
                return $"{error} at position {piece.Position} of the route selection expression '{expression}'.";
            }
        }

        return null;
    }

    private string? Add(SelectionPiece piece)
    {
        switch (piece)
        {
            case SelectionPiece.Literal literal:
                _parts.Add(new RouteSelectionExpression.Part(literal.Text, null, IsBraced: false));
                return null;
            case SelectionPiece.Variable variable:
                return Add(variable);
            default:
                return "A brace is not closed";
        }
    }

    private string? Add(SelectionPiece.Variable variable)
    {
        var name = variable.Name;
        if (!name.StartsWith(Body, StringComparison.Ordinal) || (name.Length > Body.Length && name[Body.Length] is not ('.' or '[')))
        {
            return "Only variables that start with request.body can select a route; there is another";
        }

        if (!TryReadPath(name[Body.Length..], out var path))
        {
            return "There is a path that can't be read";
        }

        _parts.Add(new RouteSelectionExpression.Part("", path, variable.IsBraced));
        return null;
    }

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
}
