using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Text.Json;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>
/// The policy that an authorizer returns, with the question that API Gateway asks of it: may <c>execute-api:Invoke</c> this ARN?
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
/// </summary>
internal sealed class InvokePolicy
{
    private const string Invoke = "execute-api:Invoke";

    private readonly ImmutableArray<Statement> _statements;

    private InvokePolicy(ImmutableArray<Statement> statements) => _statements = statements;

    /// <exception cref="FormatException">It is no policy; the message says why.</exception>
    public static InvokePolicy Read(JsonElement policy)
    {
        if (policy.ValueKind != JsonValueKind.Object || !policy.TryGetProperty("Statement", out var statements))
        {
            throw new FormatException("its policyDocument has no Statement");
        }

        return new InvokePolicy(statements.ValueKind == JsonValueKind.Array
            ? [.. statements.EnumerateArray().Select(ReadStatement)]
            : [ReadStatement(statements)]);
    }

    /// <summary>Some statement allows it and none denies it.</summary>
    public bool Allows(string methodArn) =>
        _statements.Any(statement => statement.Effect == "Allow" && statement.Covers(methodArn))
        && !_statements.Any(statement => statement.Effect == "Deny" && statement.Covers(methodArn));

    private static Statement ReadStatement(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a Statement of its policy is not an object");
        }

        if (json.TryGetProperty("Condition", out _))
        {
            throw new FormatException("a Statement of its policy has a Condition, which is not evaluated here");
        }

        var effect = json.TryGetProperty("Effect", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return effect is "Allow" or "Deny"
            ? new Statement(effect, ReadPatterns(json, "Action", "NotAction"), ReadPatterns(json, "Resource", "NotResource"))
            : throw new FormatException("a Statement of its policy has an Effect that is neither Allow nor Deny");
    }

    private static Patterns ReadPatterns(JsonElement statement, string name, string negatedName)
    {
        var isNegated = !statement.TryGetProperty(name, out var json);
        if (isNegated && !statement.TryGetProperty(negatedName, out json))
        {
            throw new FormatException($"a Statement of its policy has no {name}");
        }

        JsonElement[] items = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
        return items.All(item => item.ValueKind == JsonValueKind.String)
            ? new Patterns([.. items.Select(item => item.GetString()!)], isNegated)
            : throw new FormatException($"a Statement of its policy has a {name} that is not a string");
    }

    private sealed record Statement(string Effect, Patterns Actions, Patterns Resources)
    {
        // The names of actions have no case; ARNs do.
        public bool Covers(string methodArn) => Actions.Match(Invoke, ignoreCase: true) && Resources.Match(methodArn, ignoreCase: false);
    }

    /// <summary>Texts in which <c>*</c> stands for any characters, slashes too, and <c>?</c> for one.</summary>
    private sealed record Patterns(ImmutableArray<string> Texts, bool IsNegated)
    {
        // So …/{stage}/* covers …/{stage}/$connect, while …/{stage}/*/* asks for a slash more than it has.
        public bool Match(string value, bool ignoreCase) =>
            Texts.Any(text => FileSystemName.MatchesSimpleExpression(Escape(text), value, ignoreCase)) != IsNegated;

        // A backslash is a character like others in a policy, and an escape there.
        private static string Escape(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal);
    }
}
