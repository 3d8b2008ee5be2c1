using Amazon;
using Amazon.ApiGatewayManagementApi;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Chat.Functions.Broadcasting;

/// <summary>One sender per endpoint, made when first needed and kept for the life of the process; all share one pool of sockets.</summary>
internal sealed class ManagementApiSenders(string? region, TimeProvider time) : IConnectionSenders
{
    // A function serves one API; a second domain name or stage of it is likely, a hundred are somebody playing with Host headers.
    internal const int Kept = 8;

    private readonly Dictionary<(string DomainName, string Stage), IConnectionSender> _senders = [];
    private readonly Lock _gate = new();

    public IConnectionSender For(string domainName, string stage)
    {
        lock (_gate)
        {
            if (_senders.TryGetValue((domainName, stage), out var sender))
            {
                return sender;
            }

            if (_senders.Count == Kept)
            {
                _senders.Clear();
            }

            sender = Create(Configure(domainName, stage));
            _senders.Add((domainName, stage), sender);
            return sender;
        }
    }

    internal AmazonApiGatewayManagementApiConfig Configure(string domainName, string stage)
    {
        var config = new AmazonApiGatewayManagementApiConfig();

        // What AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI, AWS_ENDPOINT_URL or the profile sets has the last word: behind a custom
        // domain with a base path nothing else knows the way. It is assigned too, for a value that was only read is forgotten
        // when the client looks for its region (AWSSDK.Core 4.0.102).
        var configured = config.ServiceURL;
        config.ServiceURL = string.IsNullOrEmpty(configured) ? $"https://{domainName}/{stage}" : configured;
        config.AuthenticationRegion = !string.IsNullOrEmpty(region) ? region
            : FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? RegionEndpoint.USEast1.SystemName;
        return config;
    }

    private ManagementApiSender Create(AmazonApiGatewayManagementApiConfig config) => new(
        new ConnectionAddress(new Uri(config.ServiceURL)),
        new PostSigner(config.AuthenticationRegion, "execute-api"),
        () => DefaultAWSCredentialsIdentityResolver.GetCredentials(config),
        ProcessHttp.Invoker,
        time);
}
