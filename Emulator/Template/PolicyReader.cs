using System.Collections.Immutable;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>
/// Reads a policy document. A policy may well name what isn't run here; so what has no value here is kept as something that matches
/// nothing, and only a document that AWS would refuse is refused.
/// </summary>
internal static class PolicyReader
{
    private const string WithVariables = "2012-10-17";

    public static IEnumerable<PolicyStatement> Read(Value? document, Location at)
    {
        if (document is not Value.Map { Entries: var entries } || !entries.TryGetValue("Statement", out var statements))
        {
            return document is Value.Unknown ? [] : throw at.Error("must be a policy document: an object with a Statement.");
        }

        var hasVariables = entries.GetValueOrDefault("Version") is not Value.Text { Content: not WithVariables } and not null;

        // AWS takes one statement for a list of one.
        return (statements is Value.List list ? list.Items : [statements])
            .Where(statement => statement is not Value.Unknown)
            .Select((statement, index) => Statement(
                statement is Value.Map map ? map.Entries : throw at.Into("Statement").At(index).Error("must be an object."),
                at.Into("Statement").At(index),
                hasVariables));
    }

    private static PolicyStatement Statement(ImmutableDictionary<string, Value> entries, Location at, bool hasVariables) => new()
    {
        Allows = entries.GetValueOrDefault("Effect") switch
        {
            Value.Text { Content: "Allow" } => true,
            Value.Text { Content: "Deny" } => false,
            _ => throw at.Into("Effect").Error("must be Allow or Deny."),
        },
        Actions = OneOf(entries, "Action", "NotAction", at),
        ExceptActions = entries.ContainsKey("NotAction"),
        Resources = OneOf(entries, "Resource", "NotResource", at),
        ExceptResources = entries.ContainsKey("NotResource"),
        Conditions = Conditions(entries.GetValueOrDefault("Condition"), at.Into("Condition")),
        HasVariables = hasVariables,
    };

    private static ImmutableArray<string> OneOf(ImmutableDictionary<string, Value> entries, string name, string negated, Location at) =>
        (entries.GetValueOrDefault(name), entries.GetValueOrDefault(negated)) switch
        {
            ({ } value, null) => Texts(value),
            (null, { } value) => Texts(value),
            _ => throw at.Error($"must have either {name} or {negated}."),
        };

    // {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}, …}
    private static ImmutableArray<PolicyCondition> Conditions(Value? condition, Location at) => condition switch
    {
        null => [],
        Value.Map operators =>
        [
            .. from test in operators.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
               from key in test.Value is Value.Map { Entries: var keys } ? keys : throw at.Into(test.Key).Error("must be an object.")
               let values = Texts(key.Value)
               select new PolicyCondition(test.Key, key.Key, values.Contains("") && HasUnknown(key.Value) ? [] : values),
        ],
        Value.Unknown => [new PolicyCondition("", "", [])],
        _ => throw at.Error("must be an object."),
    };

    private static bool HasUnknown(Value value) => value is Value.Unknown || (value is Value.List list && list.Items.Any(HasUnknown));

    private static ImmutableArray<string> Texts(Value value) => value is Value.List list ? [.. list.Items.Select(Text)] : [Text(value)];

    private static string Text(Value value) => value is Value.Text text ? text.Content : "";
}
