using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Chat.Functions.Broadcasting;

/// <summary>Where Lambda's API is, as the SDK's own client would find it: <c>AWS_ENDPOINT_URL_LAMBDA</c>, <c>AWS_ENDPOINT_URL</c>, the profile, else the region's.</summary>
internal sealed class LambdaEndpointConfig : ClientConfig
{
    private static readonly DefaultConfigurationProvider Defaults = new([new DefaultConfiguration { Name = DefaultConfigurationMode.Standard }]);

    public LambdaEndpointConfig()
        : base(Defaults) => ServiceId = "Lambda";

    public override string RegionEndpointServiceName => "lambda";

    public override string ServiceVersion => "2015-03-31";

    public override string UserAgent => "chat";

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);

    public (Uri Endpoint, string Region) Find(string? region)
    {
        var signedFor = !string.IsNullOrEmpty(region) ? region : FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? RegionEndpoint.USEast1.SystemName;
        var suffix = RegionEndpoint.GetBySystemName(signedFor).PartitionDnsSuffix;
        return (new Uri(string.IsNullOrEmpty(ServiceURL) ? $"https://lambda.{signedFor}.{suffix}" : ServiceURL), signedFor);
    }
}
