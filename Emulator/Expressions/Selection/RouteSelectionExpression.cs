using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Chat.Emulator.Expressions.Selection;

/// <summary>
/// A compiled <c>RouteSelectionExpression</c>: <c>$request.body.action</c>, <c>${request.body.type}/${request.body.version}</c>,
/// <c>static</c>, <c>\$default</c>.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
/// </summary>
internal sealed class RouteSelectionExpression
{
    private readonly ImmutableArray<Part> _parts;

    internal RouteSelectionExpression(ImmutableArray<Part> parts) => _parts = parts;

    /// <exception cref="FormatException">The expression is not one.</exception>
    public static RouteSelectionExpression Parse(string expression) =>
        TryParse(expression, out var parsed, out var error) ? parsed : throw new FormatException(error);

    /// <param name="error">One sentence that says what is wrong and where.</param>
    public static bool TryParse(
        string expression,
        [NotNullWhen(true)] out RouteSelectionExpression? parsed,
        [NotNullWhen(false)] out string? error)
    {
        var parser = new RouteSelectionParser(expression);
        error = parser.Run();
        parsed = error is null ? new RouteSelectionExpression(parser.Parts) : null;
        return error is null;
    }

    /// <summary>More characters than the key of a body of that many bytes can have: a list's commas get a space each.</summary>
    public int LongestKey(int bodyLength) => _parts.Sum(part => part.Path is null ? part.Literal.Length : 2 * bodyLength);

    /// <summary>
    /// Writes the key that a message's body gives. False when it gives none: a variable without braces is missing, the body is not
    /// JSON though a variable needs it, or the key is longer than the destination.
    /// </summary>
    public bool TryEvaluate(ReadOnlySpan<byte> body, Span<char> destination, out int length)
    {
        length = 0;
        foreach (var part in _parts)
        {
            var rest = destination[length..];
            if (part.Path is null)
            {
                if (!part.Literal.TryCopyTo(rest))
                {
                    return false;
                }

                length += part.Literal.Length;
                continue;
            }

            var value = part.Path.Read(body, rest, out var written);
            if (value is BodyValue.NotJson or BodyValue.TooLong || (value == BodyValue.Missing && !part.IsBraced))
            {
                return false;
            }

            length += value == BodyValue.Found ? written : 0;
        }

        return true;
    }

    /// <summary>A piece of literal text, or a variable where the path is not null.</summary>
    internal readonly record struct Part(string Literal, BodyPath? Path, bool IsBraced);
}
