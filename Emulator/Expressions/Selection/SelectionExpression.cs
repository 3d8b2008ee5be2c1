using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Expressions.Selection;

/// <summary>
/// A template selection expression: <c>\$default</c>, <c>static</c>, <c>${request.body.kind}</c>,
/// <c>${integration.response.statuscode}</c>.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
/// </summary>
internal sealed partial class SelectionExpression
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
        var at = 0;
        foreach (Match match in Variables().Matches(text))
        {
            parts.Add((text[at..match.Index], null));
            at = match.Index + match.Length;
            if (match.Value[0] == '\\')
            {
                parts.Add(("$", null));
                continue;
            }

            var name = match.Groups["name"].Value;
            if (!isVariable(name))
            {
                error = $"has '{match.Value}', which isn't a variable of this expression, in '{text}'.";
                return false;
            }

            parts.Add((null, name));
        }

        parts.Add((text[at..], null));
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

    [GeneratedRegex(@"\\\$|\$\{(?<name>[^}]*)\}|\$(?<name>[A-Za-z0-9_.\[\]'-]+)")]
    private static partial Regex Variables();
}
