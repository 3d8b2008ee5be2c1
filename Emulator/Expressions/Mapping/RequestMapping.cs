using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Chat.Emulator.Expressions.Selection;
using Chat.Emulator.Expressions.Velocity;

namespace Chat.Emulator.Expressions.Mapping;

/// <summary>How an integration's request is made of a route's.</summary>
internal sealed record RequestMapping
{
    /// <summary>The key that is looked up without a selection expression: the payload is JSON, as far as anybody knows.</summary>
    public const string DefaultKey = "application/json";

    public static readonly RequestMapping None = new();

    /// <summary>Null: <see cref="DefaultKey"/>.</summary>
    public SelectionExpression? Selection { get; init; }

    public FrozenDictionary<string, MappingTemplate> Templates { get; init; } = FrozenDictionary<string, MappingTemplate>.Empty;

    public PassthroughBehavior Passthrough { get; init; }

    public ImmutableArray<ParameterMapping> Parameters { get; init; } = [];

    /// <summary><c>CONVERT_TO_BINARY</c>: what passes without a template is base64, and is decoded.</summary>
    public bool DecodesBase64 { get; init; }

    public MappedBody Map(IMappedRequest request)
    {
        var key = Selection is null ? DefaultKey : Selection.Evaluate(request.FindVariable) ?? SelectionExpression.Default;
        if (Templates.GetValueOrDefault(key) is { } template || Templates.TryGetValue(SelectionExpression.Default, out template))
        {
            return template.TryRender(request.Variables(request.Body), out var output, out var error)
                ? new MappedBody.Ready(Encoding.UTF8.GetBytes(output))
                : new MappedBody.Failed($"the request template '{key}', {error}");
        }

        if (Passthrough == PassthroughBehavior.Never || (Passthrough == PassthroughBehavior.WhenNoTemplates && Templates.Count > 0))
        {
            return new MappedBody.NoTemplate(key);
        }

        return DecodesBase64 ? Decode(request) : new MappedBody.Ready(request.Bytes);
    }

    private static MappedBody Decode(IMappedRequest request)
    {
        var decoded = new byte[request.Bytes.Length];
        return Convert.TryFromBase64String(request.Body.Text, decoded, out var length)
            ? new MappedBody.Ready(decoded.AsMemory(0, length))
            : new MappedBody.Failed("the message isn't base64, which CONVERT_TO_BINARY needs");
    }
}

/// <summary>What passes when no template is found. https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html</summary>
internal enum PassthroughBehavior
{
    WhenNoMatch,
    WhenNoTemplates,
    Never,
}

/// <summary>A mapped payload: a closed set.</summary>
internal abstract record MappedBody
{
    private MappedBody()
    {
    }

    public sealed record Ready(ReadOnlyMemory<byte> Bytes) : MappedBody;

    public sealed record Failed(string Why) : MappedBody;

    /// <summary>No template has the key, and the payload may not pass without one.</summary>
    public sealed record NoTemplate(string Key) : MappedBody;
}
