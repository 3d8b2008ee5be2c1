using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Chat.BenchmarkFunctions;

/// <summary>
/// The benchmark's own functions, in C#, built and run as the chat's are: <c>bench-echo</c> returns the message's text as its body,
/// <c>bench-post</c> sends it to the sender as the chat does, <c>bench-post-sdk</c> with AWS's SDK. The process is one of them, by <c>_HANDLER</c>.
/// </summary>
internal static class Program
{
    public static async Task<int> Main()
    {
        Func<APIGatewayProxyRequest, ILambdaContext, Task<Answer>> handler = Environment.GetEnvironmentVariable("_HANDLER") switch
        {
            "bench-echo" => EchoAsync,
            "bench-post" => new ChatPost().HandleAsync,
            "bench-post-sdk" => new SdkPost().HandleAsync,
            var other => throw new InvalidOperationException($"_HANDLER is '{other}': the emulator starts this with bench-echo, bench-post or bench-post-sdk."),
        };
        using var bootstrap = LambdaBootstrapBuilder
            .Create(handler, new SourceGeneratorLambdaJsonSerializer<EchoJson>())
            .ConfigureOptions(options => options.RuntimeApiEndpoint = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API"))
            .Build();
        await bootstrap.RunAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>What the sender is to get back, in UTF-8.</summary>
    public static byte[] TextOf(APIGatewayProxyRequest request) => Encoding.UTF8.GetBytes(MessageOf(request));

    private static Task<Answer> EchoAsync(APIGatewayProxyRequest request, ILambdaContext context) =>
        Task.FromResult(new Answer(200, MessageOf(request)));

    private static string MessageOf(APIGatewayProxyRequest request) => JsonSerializer.Deserialize(request.Body!, EchoJson.Default.Frame)!.Message;
}
