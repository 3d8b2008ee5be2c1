using System.Text.Json;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Template;

/// <summary>
/// The account and the region that a template writes out in ARNs of its own kind of resources, as in
/// <c>arn:aws:execute-api:eu-west-1:111122223333:${Api}/*</c>: such a template deploys there and nowhere else.
/// </summary>
/// <param name="Account">Null when the ARNs spell out none, or several.</param>
/// <param name="Region">Null when the ARNs spell out none, or several.</param>
internal sealed partial record SpelledOutArns(string? Account, string? Region)
{
    public static SpelledOutArns In(JsonElement template)
    {
        var accounts = new HashSet<string>(StringComparer.Ordinal);
        var regions = new HashSet<string>(StringComparer.Ordinal);
        Collect(template, accounts, regions);
        return new SpelledOutArns(accounts.Count == 1 ? accounts.Single() : null, regions.Count == 1 ? regions.Single() : null);
    }

    private static void Collect(JsonElement json, HashSet<string> accounts, HashSet<string> regions)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                foreach (Match arn in Arns().Matches(json.GetString()!))
                {
                    Add(accounts, arn.Groups["account"]);
                    Add(regions, arn.Groups["region"]);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    Collect(item, accounts, regions);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in json.EnumerateObject())
                {
                    Collect(property.Value, accounts, regions);
                }

                break;
        }
    }

    private static void Add(HashSet<string> found, Group part)
    {
        if (part.Success)
        {
            found.Add(part.Value);
        }
    }

    // No layers, images or certificates: those are often somebody else's.
    [GeneratedRegex(
        @"arn:(?:aws|\$\{AWS::Partition\}):"
        + @"(?:(?:execute-api|dynamodb|lambda(?=:[^:]*:[^:]*:function:)):(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d)|[^:]*):(?<account>\d{12})?"
        + @"|iam::(?<account>\d{12}):role/)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arns();
}
