using Amazon.ApiGatewayManagementApi;

namespace Chat.Functions.Broadcasting;

/// <summary>One client per endpoint, made when first needed and kept for the life of the process.</summary>
internal sealed class ManagementApiSenders(string? region) : IConnectionSenders
{
    // A function serves one API; a second domain name or stage of it is likely, a hundred are somebody playing with Host headers.
    internal const int Kept = 8;

    // A post takes milliseconds: one that takes this long is lost, and holds one of the few places meanwhile.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

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
                // Dropped, not disposed: a client holds no socket of its own, and one may be in use.
                _senders.Clear();
            }

            sender = new ManagementApiSender(new AmazonApiGatewayManagementApiClient(Configure(domainName, stage)));
            _senders.Add((domainName, stage), sender);
            return sender;
        }
    }

    internal AmazonApiGatewayManagementApiConfig Configure(string domainName, string stage)
    {
        var config = new AmazonApiGatewayManagementApiConfig
        {
            // The broadcaster repeats failed posts, after everybody else has had theirs; two layers would multiply.
            MaxErrorRetry = 0,
            Timeout = AttemptTimeout,
            MaxConnectionsPerServer = Broadcaster.Parallelism,
            // By default one pool of sockets per processor, each of which would have to be filled.
            HttpClientCacheSize = 1,
        };

        // What AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI, AWS_ENDPOINT_URL or the profile sets has the last word: behind a custom
        // domain with a base path nothing else knows the way. It is assigned too, for a value that was only read is forgotten
        // when the client looks for its region (AWSSDK.Core 4.0.102).
        var configured = config.ServiceURL;
        config.ServiceURL = string.IsNullOrEmpty(configured) ? $"https://{domainName}/{stage}" : configured;
        if (!string.IsNullOrEmpty(region))
        {
            config.AuthenticationRegion = region;
        }

        return config;
    }
}
