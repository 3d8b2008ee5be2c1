using System.Text.Json;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>The JSON of GetConnection: <c>{"connectedAt":"…","identity":{"sourceIp":"…","userAgent":"…"},"lastActiveAt":"…"}</c>, times in ISO 8601.</summary>
internal sealed class GetConnectionUnmarshaller : ConnectionUnmarshaller
{
    public static readonly GetConnectionUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var json = JsonDocument.Parse(input.Stream);
        var root = json.RootElement;
        return new GetConnectionResponse
        {
            ConnectedAt = Time(root, "connectedAt"),
            LastActiveAt = Time(root, "lastActiveAt"),
            Identity = root.TryGetProperty("identity", out var identity) && identity.ValueKind == JsonValueKind.Object
                ? new Identity { SourceIp = Text(identity, "sourceIp"), UserAgent = Text(identity, "userAgent") }
                : null,
        };
    }

    private static DateTime? Time(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetDateTimeOffset().UtcDateTime : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
