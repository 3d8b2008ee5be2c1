using System.Text.RegularExpressions;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>
/// Addresses of AWS that a function asked for and didn't reach, by what it writes of it. Most are meant for this cloud, or for a service that runs elsewhere, and a
/// failed look-up doesn't say so.
/// </summary>
internal static partial class UnresolvedHosts
{
    /// <summary>The host that the line says could not be found; null for every other line.</summary>
    public static string? In(string line) =>
        line.Contains(".amazonaws.com", StringComparison.Ordinal) && Failure().IsMatch(line) && Host().Match(line) is { Success: true } host ? host.Value : null;

    /// <summary>What it stands for, and which option leads to it.</summary>
    public static string WayHome(string host)
    {
        var labels = host[..host.IndexOf(".amazonaws.com", StringComparison.Ordinal)].Split('.');
        if (labels is [var id, "execute-api", ..])
        {
            return $"it is the address of the API {id} on AWS. An API of this stack is at https://{{domainName}}/{{stage}} of each event and in "
                + "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI; an address from a variable is given with --variable FUNCTION.NAME=URL";
        }

        // bucket.s3.eu-west-1, sqs.eu-west-1, sts
        var service = labels.LastOrDefault(label => !Region().IsMatch(label)) ?? labels[0];
        return $"the service {service} doesn't run here. If it runs elsewhere, set {BackendAddresses.VariableOf(service)} to its endpoint before you start the emulator";
    }

    // Node.js, the SDK for JavaScript 2, botocore, urllib3, Python and .NET on Linux, .NET on Windows, Go, Java, macOS.
    [GeneratedRegex(
        "ENOTFOUND|EAI_AGAIN|Inaccessible host|Could not connect to the endpoint URL|Failed to resolve|NameResolutionError|Name or service not known"
        + "|Temporary failure in name resolution|No such host is known|no such host|UnknownHostException|nodename nor servname")]
    private static partial Regex Failure();

    [GeneratedRegex(@"[a-z0-9][a-z0-9.-]*\.amazonaws\.com(\.cn)?(?![a-z0-9.-]*[a-z0-9])")]
    private static partial Regex Host();

    [GeneratedRegex(@"^[a-z]{2}(-[a-z]+)+-\d$")]
    private static partial Regex Region();
}
