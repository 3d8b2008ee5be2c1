using System.Globalization;
using System.Net;

namespace Chat.Emulator.Iam.Policies;

/// <summary>How one wanted value is compared with one of the request's.</summary>
/// <param name="Test">Given what is wanted, then what the request has.</param>
/// <param name="IsNegated">True for the operators with <c>Not</c>: they hold when nothing matches.</param>
/// <param name="TakesVariables">True for texts and ARNs; a number, date, boolean or network with a variable is none.</param>
/// <param name="IsPattern">True where the wanted value has wildcards.</param>
internal sealed record ConditionOperator(Func<string, string, bool> Test, bool IsNegated, bool TakesVariables, bool IsPattern)
{
    /// <summary>Null for an operator that isn't known here.</summary>
    /// <param name="name">Without a quantifier in front and <c>IfExists</c> behind.</param>
    public static ConditionOperator? Find(string name) => name switch
    {
        "StringEquals" => Text(string.Equals),
        "StringNotEquals" => Text(string.Equals, isNegated: true),
        "StringEqualsIgnoreCase" => Text(EqualsIgnoreCase),
        "StringNotEqualsIgnoreCase" => Text(EqualsIgnoreCase, isNegated: true),
        "StringLike" => Pattern(Like),
        "StringNotLike" => Pattern(Like, isNegated: true),
        "ArnEquals" or "ArnLike" => Pattern(ArnLike),
        "ArnNotEquals" or "ArnNotLike" => Pattern(ArnLike, isNegated: true),
        "Bool" => Plain(EqualsIgnoreCase),
        "NumericEquals" => Plain(Numeric(order => order == 0)),
        "NumericNotEquals" => Plain(Numeric(order => order == 0), isNegated: true),
        "NumericLessThan" => Plain(Numeric(order => order < 0)),
        "NumericLessThanEquals" => Plain(Numeric(order => order <= 0)),
        "NumericGreaterThan" => Plain(Numeric(order => order > 0)),
        "NumericGreaterThanEquals" => Plain(Numeric(order => order >= 0)),
        "DateEquals" => Plain(Dates(order => order == 0)),
        "DateNotEquals" => Plain(Dates(order => order == 0), isNegated: true),
        "DateLessThan" => Plain(Dates(order => order < 0)),
        "DateLessThanEquals" => Plain(Dates(order => order <= 0)),
        "DateGreaterThan" => Plain(Dates(order => order > 0)),
        "DateGreaterThanEquals" => Plain(Dates(order => order >= 0)),
        "IpAddress" => Plain(IsInNetwork),
        "NotIpAddress" => Plain(IsInNetwork, isNegated: true),
        _ => null,
    };

    private static ConditionOperator Text(Func<string, string, bool> test, bool isNegated = false) => new(test, isNegated, true, false);

    private static ConditionOperator Pattern(Func<string, string, bool> test, bool isNegated = false) => new(test, isNegated, true, true);

    private static ConditionOperator Plain(Func<string, string, bool> test, bool isNegated = false) => new(test, isNegated, false, false);

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
