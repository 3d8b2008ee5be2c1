using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace Chat.BenchmarkFunctions;

/// <summary>The integration's answer; without a body nothing is sent.</summary>
internal sealed record Answer(
    [property: JsonPropertyName("statusCode")] int StatusCode,
    [property: JsonPropertyName("body"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Body);

/// <summary>What the client sends.</summary>
internal sealed record Frame(string Message);

[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Frame))]
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
internal sealed partial class EchoJson : JsonSerializerContext;
