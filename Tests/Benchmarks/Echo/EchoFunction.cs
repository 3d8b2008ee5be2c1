using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Chat.Benchmarks.Echo;

/// <summary>
/// The benchmark's own functions, in C# as the chat's are: <c>bench-echo</c> returns the message's text as its body, <c>bench-post</c> sends
/// it to the sender through <c>@connections</c>. The process is one of them, by <c>_HANDLER</c>.
/// </summary>
internal static partial class EchoFunction
{
    public static async Task<int> RunAsync()
    {
        Func<APIGatewayProxyRequest, ILambdaContext, Task<Answer>> handler = Environment.GetEnvironmentVariable("_HANDLER") switch
        {
            "bench-echo" => EchoAsync,
            "bench-post" => new Poster().PostAsync,
            var other => throw new InvalidOperationException($"_HANDLER is '{other}': the emulator starts this with bench-echo or bench-post."),
        };
        using var bootstrap = LambdaBootstrapBuilder
            .Create(handler, new SourceGeneratorLambdaJsonSerializer<EchoJson>())
            .ConfigureOptions(options => options.RuntimeApiEndpoint = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API"))
            .Build();
        await bootstrap.RunAsync(CancellationToken.None);
        return 0;
    }

    private static Task<Answer> EchoAsync(APIGatewayProxyRequest request, ILambdaContext context) =>
        Task.FromResult(new Answer(200, MessageOf(request)));

    private static string MessageOf(APIGatewayProxyRequest request) => JsonSerializer.Deserialize(request.Body!, EchoJson.Default.Frame)!.Message;

    internal sealed record Frame(string Message);

    /// <summary>The integration's answer; without a body nothing is sent.</summary>
    internal sealed record Answer(
        [property: JsonPropertyName("statusCode")] int StatusCode,
        [property: JsonPropertyName("body"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Body);

    [JsonSerializable(typeof(APIGatewayProxyRequest))]
    [JsonSerializable(typeof(Answer))]
    [JsonSerializable(typeof(Frame))]
    [JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
    private sealed partial class EchoJson : JsonSerializerContext;

    private sealed class Poster
    {
        private AmazonApiGatewayManagementApiClient? _client;

        public async Task<Answer> PostAsync(APIGatewayProxyRequest request, ILambdaContext context)
        {
            var client = _client ??= Open(request);
            using var data = new MemoryStream(Encoding.UTF8.GetBytes(MessageOf(request)));
            await client.PostToConnectionAsync(new PostToConnectionRequest { ConnectionId = request.RequestContext!.ConnectionId, Data = data });
            return new Answer(200, null);
        }

        private static AmazonApiGatewayManagementApiClient Open(APIGatewayProxyRequest request)
        {
            // As the chat's own sender does it: what the environment names wins, and has to be assigned.
            var config = new AmazonApiGatewayManagementApiConfig();
            config.ServiceURL = config.ServiceURL is { Length: > 0 } configured
                ? configured
                : $"https://{request.RequestContext!.DomainName}/{request.RequestContext.Stage}";
            config.AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_REGION");
            return new AmazonApiGatewayManagementApiClient(config);
        }
    }
}
