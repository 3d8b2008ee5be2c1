using Amazon.Runtime.Internal;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>The service's name, as it stands in user agents and settings.</summary>
internal sealed class ServiceMetadata : IServiceMetadata
{
    public static readonly ServiceMetadata Instance = new();

    public string ServiceId => "ApiGatewayManagementApi";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
