using System.Collections;
using System.Collections.Immutable;

namespace Chat.Emulator.Options;

/// <summary>
/// The variables by which AWS's SDKs find services elsewhere: an AWS service's own endpoint, LocalStack, ElasticMQ.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
/// </summary>
internal static class ServiceEndpoints
{
    /// <summary>Without a service at its end: of all services that have no variable of their own.</summary>
    public const string Common = "AWS_ENDPOINT_URL";

    public static bool IsName(string variable) =>
        variable == Common || variable.StartsWith(Common + "_", StringComparison.Ordinal) || variable == "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

    public static ImmutableDictionary<string, Uri> Of(IDictionary environment)
    {
        var endpoints = ImmutableDictionary.CreateBuilder<string, Uri>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in environment)
        {
            if (IsName((string)variable.Key) && Uri.TryCreate((string?)variable.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                endpoints[(string)variable.Key] = url;
            }
        }

        return endpoints.ToImmutable();
    }
}
