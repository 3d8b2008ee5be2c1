using System.Globalization;
using Chat.Emulator.Expressions.Paths;

namespace Chat.Emulator.Expressions.Mapping;

/// <summary>A value out of a backend's answer: <c>integration.response.header.X</c>, <c>integration.response.body.a</c>, <c>'static'</c>.</summary>
internal sealed class ResponseSource
{
    private readonly Func<BackendAnswer, JsonBody, string?> _read;

    private ResponseSource(Func<BackendAnswer, JsonBody, string?> read) => _read = read;

    /// <summary>Null when the expression is none of those.</summary>
    public static ResponseSource? TryParse(string expression)
    {
        if (expression is ['\'', .., '\''] && expression.Length >= 2)
        {
            return new ResponseSource((_, _) => expression[1..^1]);
        }

        const string Prefix = "integration.response.";
        if (!expression.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = expression[Prefix.Length..];
        if (rest == "statuscode")
        {
            return new ResponseSource((answer, _) => answer.StatusCode.ToString(CultureInfo.InvariantCulture));
        }

        if (rest.StartsWith("body", StringComparison.Ordinal) && (rest.Length == 4 || rest[4] is '.' or '['))
        {
            return JsonPath.TryParse("$" + rest[4..], out var path, out _) ? new ResponseSource((_, body) => body.FindText(path)) : null;
        }

        return rest.Split('.', 2) switch
        {
            ["header", { Length: > 0 } name] => new ResponseSource((answer, _) => answer.Headers[name].LastOrDefault()),
            ["multivalueheader", { Length: > 0 } name] => new ResponseSource(
                (answer, _) => answer.Headers.Contains(name) ? string.Join(',', answer.Headers[name]) : null),
            _ => null,
        };
    }

    public string? Read(BackendAnswer answer, JsonBody body) => _read(answer, body);
}
