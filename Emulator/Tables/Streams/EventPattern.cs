using System.Collections.Immutable;
using System.Text.Json;
using Chat.Emulator.Options;

namespace Chat.Emulator.Tables.Streams;

/// <summary>
/// A filter of an event source mapping: <c>{"eventName": ["INSERT"], "dynamodb": {"NewImage": {"room": {"S": [{"prefix": "a"}]}}}}</c>.
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
/// </summary>
internal sealed class EventPattern
{
    private readonly JsonElement _pattern;

    private EventPattern(JsonElement pattern) => _pattern = pattern;

    /// <exception cref="EmulatorStartException">It is none; the message says which.</exception>
    public static EventPattern Parse(string pattern)
    {
        try
        {
            using var json = JsonDocument.Parse(pattern);
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? new EventPattern(json.RootElement.Clone())
                : throw new EmulatorStartException($"The filter pattern {pattern} isn't a JSON object.");
        }
        catch (JsonException e)
        {
            throw new EmulatorStartException($"The filter pattern {pattern} isn't JSON: {e.Message}", e);
        }
    }

    public bool Matches(JsonElement json) => Matches(_pattern, json);

    private static bool Matches(JsonElement pattern, JsonElement? json)
    {
        foreach (var member in pattern.EnumerateObject())
        {
            if (member.Name == "$or" && member.Value.ValueKind is JsonValueKind.Array)
            {
                if (!member.Value.EnumerateArray().Any(one => one.ValueKind is JsonValueKind.Object && Matches(one, json)))
                {
                    return false;
                }

                continue;
            }

            JsonElement? value = json is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(member.Name, out var found) ? found : null;
            var matches = member.Value.ValueKind switch
            {
                JsonValueKind.Object => Matches(member.Value, value),
                JsonValueKind.Array => member.Value.EnumerateArray().Any(rule => MatchesRule(rule, value)),
                _ => false,
            };
            if (!matches)
            {
                return false;
            }
        }

        return true;
    }

    // A list in the event matches when one of its values does.
    private static bool MatchesRule(JsonElement rule, JsonElement? value) => value is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Any(item => MatchesOne(rule, item))
        : MatchesOne(rule, value);

    private static bool MatchesOne(JsonElement rule, JsonElement? value)
    {
        if (rule.ValueKind is not JsonValueKind.Object)
        {
            return value is { } given && AreEqual(rule, given);
        }

        var test = rule.EnumerateObject().FirstOrDefault();
        var text = value is { ValueKind: JsonValueKind.String } s ? s.GetString() : null;
        return test.Name switch
        {
            "exists" => value is not null == test.Value.GetBoolean(),
            "prefix" => text?.StartsWith(test.Value.GetString()!, StringComparison.Ordinal) == true,
            "suffix" => text?.EndsWith(test.Value.GetString()!, StringComparison.Ordinal) == true,
            "equals-ignore-case" => string.Equals(text, test.Value.GetString(), StringComparison.OrdinalIgnoreCase),
            "anything-but" => value is { } given && !IsAnyOf(test.Value, given),
            "numeric" => value is { ValueKind: JsonValueKind.Number } number && IsInRange([.. test.Value.EnumerateArray()], number.GetDouble()),
            _ => false,
        };
    }

    private static bool IsAnyOf(JsonElement wanted, JsonElement value) => wanted.ValueKind switch
    {
        JsonValueKind.Array => wanted.EnumerateArray().Any(one => AreEqual(one, value)),
        JsonValueKind.Object => MatchesOne(wanted, value),
        _ => AreEqual(wanted, value),
    };

    // [">", 0, "<=", 5]
    private static bool IsInRange(ImmutableArray<JsonElement> bounds, double number)
    {
        for (var i = 0; i + 1 < bounds.Length; i += 2)
        {
            var order = number.CompareTo(bounds[i + 1].GetDouble());
            var holds = bounds[i].GetString() switch
            {
                "=" => order == 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                ">=" => order >= 0,
                _ => false,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(JsonElement wanted, JsonElement value) => (wanted.ValueKind, value.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => wanted.GetDouble().Equals(value.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => wanted.ValueEquals(value.GetString()),
        var (one, other) => one == other,
    };
}
