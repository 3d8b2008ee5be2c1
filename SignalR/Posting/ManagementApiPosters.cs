using Amazon.ApiGatewayManagementApi;

namespace Chat.SignalR.Posting;

/// <summary>Posters on the AWS SDK's client, one per stage, kept for the life of the process.</summary>
/// <param name="region">What requests are signed for, since a custom domain does not say; null: what the SDK finds.</param>
/// <param name="time">The clock of the pause before a repetition.</param>
public sealed class ManagementApiPosters(string? region, TimeProvider time) : IConnectionPosters
{
    // A function serves one API; a second domain or stage is likely, a hundred are somebody playing with Host headers.
    private const int Kept = 8;

    private readonly Dictionary<string, ManagementApiPoster> _posters = [];
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public IConnectionPoster For(string domainName, string stage)
    {
        var url = $"https://{domainName}/{stage}";
        lock (_gate)
        {
            if (_posters.TryGetValue(url, out var poster))
            {
                return poster;
            }

            if (_posters.Count == Kept)
            {
                _posters.Clear();
            }

            poster = new ManagementApiPoster(new AmazonApiGatewayManagementApiClient(Configure(url)), time);
            _posters.Add(url, poster);
            return poster;
        }
    }

    private AmazonApiGatewayManagementApiConfig Configure(string url)
    {
        var config = new AmazonApiGatewayManagementApiConfig
        {
            // The poster repeats by itself: once, when everybody has had a first attempt.
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromSeconds(5),
        };

        // An endpoint of the environment (AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI) has the last word: behind a custom domain with a base path
        // nothing else knows the way. Assigned too, for a value that was only read is forgotten when the client looks for its region.
        var configured = config.ServiceURL;
        config.ServiceURL = string.IsNullOrEmpty(configured) ? url : configured;
        if (!string.IsNullOrEmpty(region))
        {
            config.AuthenticationRegion = region;
        }

        return config;
    }
}
