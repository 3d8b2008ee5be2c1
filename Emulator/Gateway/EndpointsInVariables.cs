using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Gateway;

/// <summary>
/// Leads the addresses that a template gives to functions home: <c>https://{apiId}.execute-api.{region}.amazonaws.com/{stage}</c>, as CDK's
/// <c>CallbackUrl</c> is, and the custom domains of the stack.
/// </summary>
internal static partial class EndpointsInVariables
{
    /// <summary>The variables that have such an address, with one of this machine in its place.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Rewrite(ImmutableDictionary<string, string> variables, ImmutableArray<RunningStage> stages)
    {
        foreach (var (name, value) in variables)
        {
            var rewritten = Domains(ExecuteApi().Replace(value, match => Address(match, stages)), stages);
            if (rewritten != value)
            {
                yield return KeyValuePair.Create(name, rewritten);
            }
        }
    }

    private static string Address(Match match, ImmutableArray<RunningStage> stages)
    {
        RunningStage[] ofApi = [.. stages.Where(stage => stage.Api.ApiId == match.Groups["id"].Value)];
        if (ofApi.Length == 0)
        {
            return match.Value;
        }

        var name = match.Groups["stage"].Value;
        var stage = ofApi.FirstOrDefault(stage => stage.Stage.Name == name) ?? ofApi[0];
        return Address(match.Groups["scheme"], stage) + (match.Groups["stage"].Success ? $"/{name}" : "");
    }

    // A bare host stays one: the code puts "https://" before it, which is spoken on the same port.
    private static string Address(Group scheme, RunningStage stage) => scheme.Value switch
    {
        "https://" => stage.CallbackUrl.GetLeftPart(UriPartial.Authority),
        "wss://" => stage.WebSocketUrl.GetLeftPart(UriPartial.Authority),
        _ => stage.CallbackUrl.Authority,
    };

    private static string Domains(string value, ImmutableArray<RunningStage> stages)
    {
        foreach (var (stage, domain) in stages.SelectMany(stage => stage.Stage.Domains.Select(domain => (stage, domain))).OrderByDescending(mapped => mapped.domain.Key.Length))
        {
            var path = domain.Key.Length == 0 ? "" : $"/{domain.Key}";
            value = value
                .Replace($"https://{domain.DomainName}{path}", stage.CallbackUrl.ToString(), StringComparison.OrdinalIgnoreCase)
                .Replace($"wss://{domain.DomainName}{path}", stage.WebSocketUrl.ToString(), StringComparison.OrdinalIgnoreCase);
        }

        return value;
    }

    [GeneratedRegex(
        @"(?<scheme>https://|wss://)?\b(?<id>[a-z0-9]{10})\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?(/(?<stage>[A-Za-z0-9_-]+))?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExecuteApi();
}
