namespace Chat.AppHost.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public async Task Reference_ToAnApi_GivesItsAddresses()
    {
        var builder = Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, port: 4599);
        var bot = builder.AddExecutable("bot", "dotnet", ".").WithReference(api);

        var variables = await EnvironmentAsync(builder, bot.Resource);

        Assert.Equal("ws://localhost:4599/demo", variables["ConnectionStrings__websocket-api"]);
        Assert.Equal("ws://localhost:4599/demo", variables["WEBSOCKET_API_URI"]);
        Assert.Equal("http://localhost:4599/demo", variables["WEBSOCKET_API_MANAGEMENTURI"]);
        Assert.Equal("http://localhost:4599/demo", variables["AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"]);
        Assert.Equal(("localhost", "4599"), (variables["WEBSOCKET_API_HOST"], variables["WEBSOCKET_API_PORT"]));
    }

    [Fact]
    public async Task Reference_WithANameAndAStageSaidLater_GoesByThem()
    {
        var builder = Builder();
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599);
        var bot = builder.AddExecutable("bot", "dotnet", ".").WithReference(api, "rooms");
        api.WithStage("test");

        var variables = await EnvironmentAsync(builder, bot.Resource);

        Assert.Equal("ws://localhost:4599/test", variables["ConnectionStrings__rooms"]);
        Assert.Equal("ws://localhost:4599/test", variables["ROOMS_URI"]);
    }

    [Fact]
    public async Task Reference_WhenPublishing_GivesNothingOfThisMachine()
    {
        var builder = Builder("--operation", "publish", "--publisher", "manifest", "--output-path", "unused.json");
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly);
        var bot = builder.AddExecutable("bot", "dotnet", ".").WithReference(api);

        var variables = await EnvironmentAsync(builder, bot.Resource);

        Assert.DoesNotContain(
            variables.Keys,
            name => name.Contains("WEBSOCKET", StringComparison.OrdinalIgnoreCase) || name.StartsWith("AWS_", StringComparison.Ordinal));
    }

    [Fact]
    public void Endpoint_OfAnApi_IsNotProxiedAndHealthIsAskedForThere()
    {
        var builder = Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, port: 4599).Resource;

        var endpoint = Assert.Single(api.Annotations.OfType<EndpointAnnotation>());

        Assert.Equal(("http", 4599, 4599, false), (endpoint.UriScheme, endpoint.Port, endpoint.TargetPort, endpoint.IsProxied));
        Assert.Equal(
            ["websocket-api_http_/_health"],
            api.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key));
    }

    [Fact]
    public async Task Urls_OfAnApi_AreTheStagesToo()
    {
        var builder = Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, port: 4599).Resource;
        await using var app = builder.Build();
        app.AllocateEndpoints();
        var context = new ResourceUrlsCallbackContext(builder.ExecutionContext, api);

        foreach (var urls in api.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await urls.Callback(context);
        }

        Assert.Equal(
            [
                (null, "ws://localhost:4599/demo"), ("Callback URL", "http://localhost:4599/demo/@connections"),
                (null, "wss://localhost:4599/demo"), ("Callback URL, TLS", "https://localhost:4599/demo/@connections"),
                ("Console", "http://localhost:4599/_console"),
            ],
            context.Urls.Select(url => (url.DisplayText, url.Url)));
        Assert.Equal(
            ["ws://localhost:4599/demo", "http://localhost:4599/_console"],
            context.Urls.Where(url => url.DisplayLocation == UrlDisplayLocation.SummaryAndDetails).Select(url => url.Url));
    }

    internal static IDistributedApplicationBuilder Builder(params string[] arguments) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = arguments, DisableDashboard = true });

    private static async Task<Dictionary<string, string>> EnvironmentAsync(IDistributedApplicationBuilder builder, IResource resource)
    {
        await using var app = builder.Build();
        app.AllocateEndpoints();
        return await app.EnvironmentAsync(resource);
    }
}
