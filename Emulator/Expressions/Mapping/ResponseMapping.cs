using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Chat.Emulator.Expressions.Paths;
using Chat.Emulator.Expressions.Selection;
using Chat.Emulator.Expressions.Velocity;

namespace Chat.Emulator.Expressions.Mapping;

/// <summary>What a backend answered.</summary>
/// <param name="Selector">What integration responses are selected by: the status, or a function's error message. Null: a function that didn't fail.</param>
internal sealed record BackendAnswer(int StatusCode, ReadOnlyMemory<byte> Body, string? Selector)
{
    /// <summary>Empty but for HTTP backends.</summary>
    public ILookup<string, string> Headers { get; init; } = Array.Empty<string>().ToLookup(header => header, StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// The <c>AWS::ApiGatewayV2::IntegrationResponse</c>s of an integration.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
/// </summary>
internal sealed class ResponseMapping(ImmutableArray<IntegrationResponse> responses)
{
    public static readonly ResponseMapping None = new([]);

    public bool IsEmpty => responses.IsEmpty;

    /// <summary>The response for an answer: the first whose expression matches all of it, else that for <c>$default</c>.</summary>
    public IntegrationResponse? Select(BackendAnswer answer)
    {
        IntegrationResponse? otherwise = null;
        foreach (var response in responses)
        {
            if (response.Pattern is null)
            {
                otherwise = response;
            }
            else if (answer.Selector is { } selector && IsMatch(response.Pattern, selector))
            {
                return response;
            }
        }

        return otherwise;
    }

    private static bool IsMatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

/// <summary>One way to make a route response out of an answer.</summary>
internal sealed record IntegrationResponse
{
    /// <summary>Null for <c>$default</c>.</summary>
    public Regex? Pattern { get; init; }

    public SelectionExpression? Selection { get; init; }

    public FrozenDictionary<string, MappingTemplate> Templates { get; init; } = FrozenDictionary<string, MappingTemplate>.Empty;

    /// <summary><c>CONVERT_TO_TEXT</c>: what passes without a template is encoded as base64.</summary>
    public bool EncodesBase64 { get; init; }

    /// <summary><c>CONVERT_TO_BINARY</c>: what passes without a template is base64, and is decoded.</summary>
    public bool DecodesBase64 { get; init; }

    /// <summary>Where the subprotocol of <c>$connect</c> is from; the one header of a response that reaches a client. Null: nowhere.</summary>
    public ResponseSource? Subprotocol { get; init; }

    public MappedBody Map(IMappedRequest request, BackendAnswer answer)
    {
        var body = new JsonBody(answer.Body);
        var key = Selection is null ? RequestMapping.DefaultKey : Selection.Evaluate(Find) ?? SelectionExpression.Default;
        if (Templates.GetValueOrDefault(key) is { } template || Templates.TryGetValue(SelectionExpression.Default, out template))
        {
            return template.TryRender(request.Variables(body), out var output, out var error)
                ? new MappedBody.Ready(Encoding.UTF8.GetBytes(output))
                : new MappedBody.Failed($"the response template '{key}', {error}");
        }

        return DecodesBase64 ? Decode(body.Text)
            : new MappedBody.Ready(EncodesBase64 ? Encoding.ASCII.GetBytes(Convert.ToBase64String(answer.Body.Span)) : answer.Body);

        string? Find(string name) =>
            name.StartsWith("request.", StringComparison.Ordinal) ? request.FindVariable(name) : ResponseSource.TryParse(name)?.Read(answer, body);
    }

    private static MappedBody Decode(string text)
    {
        var decoded = new byte[text.Length];
        return Convert.TryFromBase64String(text, decoded, out var length)
            ? new MappedBody.Ready(decoded.AsMemory(0, length))
            : new MappedBody.Failed("the answer isn't base64, which CONVERT_TO_BINARY needs");
    }
}
