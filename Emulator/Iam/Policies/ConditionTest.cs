using System.Globalization;
using System.Net;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam.Policies;

/// <summary>
/// Evaluates one condition. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
/// </summary>
internal static class ConditionTest
{
    private const string IfExists = "IfExists";

    public static ConditionResult Evaluate(PolicyCondition condition, IConditionKeys keys)
    {
        // Every key that is known here has one value, and then both sets are that value alone.
        var name = condition.Operator.Split(':') is ["ForAllValues" or "ForAnyValue", var rest] ? rest : condition.Operator;
        var isOptional = name.EndsWith(IfExists, StringComparison.Ordinal);
        name = isOptional ? name[..^IfExists.Length] : name;
        if (condition.Values.IsEmpty)
        {
            return new ConditionResult.Unsupported($"the condition {condition.Operator} {condition.Key}, whose values aren't known here");
        }

        if (!keys.TryGet(condition.Key, out var value))
        {
            return new ConditionResult.Unsupported($"the condition key {condition.Key}");
        }

        if (name == "Null")
        {
            return ConditionResult.Of(condition.Values.Any(wanted => wanted == (value is null ? "true" : "false")));
        }

        if (Test(name) is not var (test, isNegated))
        {
            return new ConditionResult.Unsupported($"the condition operator {condition.Operator}");
        }

        // Without a value a negated test holds, for nothing there is what it must not be.
        return value is null
            ? ConditionResult.Of(isOptional || isNegated)
            : ConditionResult.Of(condition.Values.Any(wanted => test(wanted, value)) != isNegated);
    }

    private static (Func<string, string, bool> Test, bool IsNegated)? Test(string name) => name switch
    {
        "StringEquals" => (string.Equals, false),
        "StringNotEquals" => (string.Equals, true),
        "StringEqualsIgnoreCase" => (EqualsIgnoreCase, false),
        "StringNotEqualsIgnoreCase" => (EqualsIgnoreCase, true),
        "StringLike" => (Like, false),
        "StringNotLike" => (Like, true),
        "ArnEquals" or "ArnLike" => (ArnLike, false),
        "ArnNotEquals" or "ArnNotLike" => (ArnLike, true),
        "Bool" => (EqualsIgnoreCase, false),
        "NumericEquals" => (Numeric(order => order == 0), false),
        "NumericNotEquals" => (Numeric(order => order == 0), true),
        "NumericLessThan" => (Numeric(order => order < 0), false),
        "NumericLessThanEquals" => (Numeric(order => order <= 0), false),
        "NumericGreaterThan" => (Numeric(order => order > 0), false),
        "NumericGreaterThanEquals" => (Numeric(order => order >= 0), false),
        "DateEquals" => (Dates(order => order == 0), false),
        "DateNotEquals" => (Dates(order => order == 0), true),
        "DateLessThan" => (Dates(order => order < 0), false),
        "DateLessThanEquals" => (Dates(order => order <= 0), false),
        "DateGreaterThan" => (Dates(order => order > 0), false),
        "DateGreaterThanEquals" => (Dates(order => order >= 0), false),
        "IpAddress" => (IsInNetwork, false),
        "NotIpAddress" => (IsInNetwork, true),
        _ => null,
    };

    private static bool EqualsIgnoreCase(string wanted, string value) => string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase);

    private static bool Like(string wanted, string value) => Wildcard.Matches(wanted, value);

    private static bool ArnLike(string wanted, string value) => Wildcard.MatchesArn(wanted, value);

    /// <param name="holds">Given how the value stands to what is wanted: less than 0 when it is less.</param>
    private static Func<string, string, bool> Numeric(Func<int, bool> holds) => (wanted, value) =>
        double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound)
        && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && holds(number.CompareTo(bound));

    private static Func<string, string, bool> Dates(Func<int, bool> holds) => (wanted, value) =>
        Date(wanted) is { } bound && Date(value) is { } date && holds(date.CompareTo(bound));

    // ISO 8601, or seconds since 1970.
    private static DateTimeOffset? Date(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    private static bool IsInNetwork(string wanted, string value)
    {
        if (!IPAddress.TryParse(value, out var address))
        {
            return false;
        }

        return wanted.Contains('/', StringComparison.Ordinal)
            ? IPNetwork.TryParse(wanted, out var network) && network.Contains(address)
            : IPAddress.TryParse(wanted, out var single) && single.Equals(address);
    }
}
