using System.Collections.Frozen;
using Chat.Emulator.Expressions.Schemas;
using Chat.Emulator.Expressions.Selection;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Validation;

/// <summary>
/// Holds a route's messages against the model that its selection expression names, else against that of <c>$default</c>. Compiled once per
/// deployment.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html
/// </summary>
internal sealed class RequestValidator
{
    private const string DefaultKey = "$default";

    /// <summary>Null when the expression is <c>$default</c>, which is a key and no variable.</summary>
    private readonly RouteSelectionExpression? _expression;
    private readonly FrozenDictionary<string, JsonSchema>.AlternateLookup<ReadOnlySpan<char>> _schemas;
    private readonly JsonSchema? _default;
    private readonly int _longestKey;

    /// <exception cref="FormatException">The expression or a schema is not one.</exception>
    public RequestValidator(RequestValidation validation)
    {
        _expression = validation.ModelSelectionExpression == DefaultKey
            ? null
            : RouteSelectionExpression.Parse(validation.ModelSelectionExpression);
        var schemas = validation.Models.ToFrozenDictionary(
            model => model.Key, model => JsonSchema.Parse(model.Value.Schema), StringComparer.Ordinal);
        _schemas = schemas.GetAlternateLookup<ReadOnlySpan<char>>();
        _default = schemas.GetValueOrDefault(DefaultKey);
        _longestKey = schemas.Keys.Select(key => key.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>False also when no model is selected and there is none for <c>$default</c>, as AWS documents it.</summary>
    public bool IsValid(ReadOnlySpan<byte> body) => Select(body)?.IsValid(body) ?? false;

    private JsonSchema? Select(ReadOnlySpan<byte> body)
    {
        // As for routes: a value that is longer than every key selects none of them.
        Span<char> key = stackalloc char[Math.Min(_longestKey * 6, 2048)];
        return _expression is not null
            && _expression.TryEvaluate(body, key, out var length)
            && _schemas.TryGetValue(key[..length], out var schema)
                ? schema
                : _default;
    }
}
