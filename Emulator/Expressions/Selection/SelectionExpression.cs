using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Chat.Emulator.Expressions.Selection;

/// <summary>
/// A template selection expression: <c>\$default</c>, <c>static</c>, <c>${request.body.kind}</c>,
/// <c>${integration.response.statuscode}</c>.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
/// </summary>
internal sealed class SelectionExpression
{
    public const string Default = "$default";

    private readonly ImmutableArray<(string? Literal, string? Variable)> _parts;

    private SelectionExpression(ImmutableArray<(string? Literal, string? Variable)> parts) => _parts = parts;

    /// <param name="isVariable">Tells the variables that the expression may have.</param>
    public static bool TryParse(
        string text, Func<string, bool> isVariable, [NotNullWhen(true)] out SelectionExpression? expression, [NotNullWhen(false)] out string? error)
    {
        // Written without its backslash it can mean nothing else.
        if (text == Default)
        {
            text = @"\$default";
        }

        expression = null;
        var parts = ImmutableArray.CreateBuilder<(string?, string?)>();
        foreach (var piece in SelectionText.Split(text))
        {
            switch (piece)
            {
                case SelectionPiece.Literal literal:
                    parts.Add((literal.Text, null));
                    break;
                case SelectionPiece.Variable { Name: "", IsBraced: false } or SelectionPiece.Unclosed:
                    parts.Add(("$", null));
                    break;
                case SelectionPiece.Variable variable when isVariable(variable.Name):
                    parts.Add((null, variable.Name));
                    break;
                case SelectionPiece.Variable variable:
                    var written = variable.IsBraced ? $"${{{variable.Name}}}" : $"${variable.Name}";
                    error = $"has '{written}', which isn't a variable of this expression, in '{text}'.";
                    return false;
            }
        }

        error = null;
        expression = new SelectionExpression(parts.ToImmutable());
        return true;
    }

    /// <summary>The key; null when a variable has no value.</summary>
    public string? Evaluate(Func<string, string?> find)
    {
        var key = new StringBuilder();
        foreach (var (literal, variable) in _parts)
        {
            var part = variable is null ? literal : find(variable);
            if (part is null)
            {
                return null;
            }

            key.Append(part);
        }

        return key.ToString();
    }
}
