using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chat.Functions.Messages;
using Chat.SignalR.Slices;

namespace Chat.Functions;

/// <summary>One executable for all functions: <c>_HANDLER</c> says which one this process is.</summary>
internal static class Program
{
    public static Task<int> Main() => RunAsync(ChatEnvironment.OfThisProcess(), null, CancellationToken.None);

    internal static async Task<int> RunAsync(ChatEnvironment environment, HttpClient? httpClient, CancellationToken cancellationToken)
    {
        using var function = new Function(environment, TimeProvider.System);
        try
        {
            if (string.IsNullOrEmpty(environment.RuntimeApi))
            {
                // Settings first: started by hand, that is what one wants to know.
                await function.InitializeAsync();
                throw new ChatConfigurationException(
                    "AWS_LAMBDA_RUNTIME_API is not set: Lambda, or the emulator in its place, starts this program and sends it events");
            }

            var serializer = new SourceGeneratorLambdaJsonSerializer<ChatJson>();
            var builder = (environment.Handler switch
            {
                FunctionNames.Authorizer =>
                    LambdaBootstrapBuilder.Create<APIGatewayCustomAuthorizerRequest, APIGatewayCustomAuthorizerResponse>(function.AuthorizeAsync, serializer),
                FunctionNames.Broadcast => LambdaBootstrapBuilder.Create<Slice>(function.PostSliceAsync, serializer),
                _ => LambdaBootstrapBuilder.Create<APIGatewayProxyRequest, APIGatewayProxyResponse>(function.HandleAsync, serializer),
            })
                .UseBootstrapHandler(function.InitializeAsync)
                .ConfigureOptions(options => options.RuntimeApiEndpoint = environment.RuntimeApi);
            using var bootstrap = (httpClient is null ? builder : builder.UseHttpClient(httpClient)).Build();
            await bootstrap.RunAsync(cancellationToken);
            return 0;
        }
        catch (ChatConfigurationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"the Lambda Runtime API at {environment.RuntimeApi} is gone: {e.Message}");
            return 1;
        }
    }
}
