using System.Collections.Immutable;
using System.Text.Json;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam.Policies;

/// <summary>Reads a policy that a program wrote and nobody has checked yet: an authorizer's.</summary>
internal static class PolicyDocument
{
    private const string WithVariables = "2012-10-17";

    /// <exception cref="FormatException">It is no policy; the message says why.</exception>
    public static PolicySet Read(JsonElement policy)
    {
        if (policy.ValueKind != JsonValueKind.Object || !policy.TryGetProperty("Statement", out var statements))
        {
            throw new FormatException("its policyDocument has no Statement");
        }

        var hasVariables = policy.TryGetProperty("Version", out var version) && version.ValueKind == JsonValueKind.String && version.ValueEquals(WithVariables);
        JsonElement[] all = statements.ValueKind == JsonValueKind.Array ? [.. statements.EnumerateArray()] : [statements];
        return new PolicySet([.. all.Select(statement => ReadStatement(statement, hasVariables))]);
    }

    private static PolicyStatement ReadStatement(JsonElement json, bool hasVariables)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a Statement of its policy isn't an object");
        }

        var effect = json.TryGetProperty("Effect", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        var (actions, exceptActions) = ReadOneOf(json, "Action", "NotAction");
        var (resources, exceptResources) = ReadOneOf(json, "Resource", "NotResource");
        return new PolicyStatement
        {
            Allows = effect switch
            {
                "Allow" => true,
                "Deny" => false,
                _ => throw new FormatException("a Statement of its policy has an Effect that is neither Allow nor Deny"),
            },
            Actions = actions,
            ExceptActions = exceptActions,
            Resources = resources,
            ExceptResources = exceptResources,
            Conditions = json.TryGetProperty("Condition", out var condition) ? ReadConditions(condition) : [],
            HasVariables = hasVariables,
        };
    }

    private static (ImmutableArray<string> Texts, bool IsNegated) ReadOneOf(JsonElement statement, string name, string negatedName)
    {
        var isNegated = !statement.TryGetProperty(name, out var json);
        if (isNegated && !statement.TryGetProperty(negatedName, out json))
        {
            throw new FormatException($"a Statement of its policy has no {name}");
        }

        return (ReadTexts(json, JsonValueKind.String) ?? throw new FormatException($"a Statement of its policy has a {name} that isn't a string or a list of strings"), isNegated);
    }

    // {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}, …}
    private static ImmutableArray<PolicyCondition> ReadConditions(JsonElement json)
    {
        var conditions = ImmutableArray.CreateBuilder<PolicyCondition>();
        foreach (var test in Members(json))
        {
            foreach (var key in Members(test.Value))
            {
                conditions.Add(new PolicyCondition(
                    test.Name,
                    key.Name,
                    ReadTexts(key.Value, JsonValueKind.String, JsonValueKind.Number, JsonValueKind.True, JsonValueKind.False) ?? throw new FormatException($"the Condition of its policy has no value for {test.Name} {key.Name}")));
            }
        }

        return conditions.DrainToImmutable();
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject()
        : throw new FormatException("the Condition of its policy isn't an object of objects");

    // Null for what is none. IAM takes numbers and booleans for their text in conditions.
    private static ImmutableArray<string>? ReadTexts(JsonElement json, params ReadOnlySpan<JsonValueKind> kinds)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        JsonElement[] items = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
        foreach (var item in items)
        {
            if (!kinds.Contains(item.ValueKind))
            {
                return null;
            }

            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText());
        }

        return texts.DrainToImmutable();
    }
}
