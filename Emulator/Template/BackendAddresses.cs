using System.Collections.Immutable;
using Chat.Emulator.Options;

namespace Chat.Emulator.Template;

/// <summary>Where what integrations call is, as far as it isn't in the stack.</summary>
internal sealed class BackendAddresses(ImmutableArray<Resource> resources, DeployOptions options)
{
    /// <summary>The address behind a VPC link, by the link's ID, its logical ID, or that of the integration. Null: nobody said.</summary>
    public Uri? Find(string integrationId, string connectionId) =>
        options.Backends.GetValueOrDefault(integrationId) ?? options.Backends.GetValueOrDefault(connectionId) ?? options.Backends.GetValueOrDefault(NameOf(connectionId));

    /// <summary>What a link is called in the template, where it is there.</summary>
    public string NameOf(string connectionId) =>
        resources.FirstOrDefault(resource => resource.Type is "AWS::ApiGatewayV2::VpcLink" or "AWS::ApiGateway::VpcLink" && resource.Ref == connectionId)?.LogicalId
        ?? connectionId;

    /// <summary>Where a service of AWS is, by the variables that its SDKs take. Null: nowhere.</summary>
    public Uri? EndpointOf(string service) => options.Endpoints.GetValueOrDefault(VariableOf(service)) ?? options.Endpoints.GetValueOrDefault(ServiceEndpoints.Common);

    // https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
    public static string VariableOf(string service) => "AWS_ENDPOINT_URL_" + service switch
    {
        "states" => "SFN",
        "events" => "EVENTBRIDGE",
        "logs" => "CLOUDWATCH_LOGS",
        "email" or "ses" => "SES",
        _ => service.ToUpperInvariant().Replace('-', '_'),
    };

    /// <summary>The same path and query at another address.</summary>
    public static string Redirect(string address, Uri backend)
    {
        var path = address.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme && address.IndexOf('/', scheme + 3) is >= 0 and var slash ? address[slash..] : "";
        return backend.AbsoluteUri.TrimEnd('/') + path;
    }
}
