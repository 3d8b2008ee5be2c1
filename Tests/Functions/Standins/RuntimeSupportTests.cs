using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chat.Functions.Messages;
using Chat.Functions.Tests.Servers;

namespace Chat.Functions.Tests.Standins;

/// <summary>What the functions count on from Amazon.Lambda.RuntimeSupport, held against whichever one is in use.</summary>
public sealed class RuntimeSupportTests
{
    private const string Event = """
        {"requestContext":{"routeKey":"sendMessage","connectionId":"L0SM9cOFvHcCIhw=","domainName":"api.example.com","stage":"demo",
        "connectedAt":1650301649973,"identity":{"sourceIp":"127.0.0.1"}},"body":"hello","isBase64Encoded":false,"unknown":[1]}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("/websocket-send")]
    public async Task Run_Events_AreHandledInTurnOverOneConnection(string path)
    {
        await using var api = await RuntimeApiServer.StartAsync(path);
        var traces = new List<string?>();
        var remaining = TimeSpan.Zero;
        using var stop = new CancellationTokenSource();
        var running = RunAsync(
            api,
            (request, context) =>
            {
                traces.Add(Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"));
                remaining = context.RemainingTime;
                var known = request is { Body: "hello", RequestContext: { ConnectionId: "L0SM9cOFvHcCIhw=", DomainName: "api.example.com", Stage: "demo" } };
                return Task.FromResult(new APIGatewayProxyResponse { StatusCode = known ? 200 : 500 });
            },
            stop.Token);

        foreach (var id in new[] { "1", "2", "3" })
        {
            api.Send(id, Event);
            var posted = await api.NextPostAsync();
            Assert.Equal($"{path}/2018-06-01/runtime/invocation/{id}/response", posted.Path);
            Assert.StartsWith("application/json", posted.ContentType, StringComparison.Ordinal);
            Assert.Equal(200, JsonDocument.Parse(posted.Body).RootElement.GetProperty("statusCode").GetInt32());
        }

        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["Root=1-1", "Root=1-2", "Root=1-3"], traces);
        Assert.InRange(remaining, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Single(api.Connections);
    }

    [Fact]
    public async Task Run_HandlerThrows_PostsTheErrorAndGoesOn()
    {
        await using var api = await RuntimeApiServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var fail = true;
        var running = RunAsync(
            api,
            (_, _) => fail ? throw new InvalidTimeZoneException("no \"zone\"") : Task.FromResult(new APIGatewayProxyResponse()),
            stop.Token);

        api.Send("1", Event);
        var error = await api.NextPostAsync();
        fail = false;
        api.Send("2", Event);
        var response = await api.NextPostAsync();
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("/2018-06-01/runtime/invocation/1/error", error.Path);
        Assert.StartsWith("application/vnd.aws.lambda.error+json", error.ContentType, StringComparison.Ordinal);
        Assert.Equal("InvalidTimeZoneException", error.ErrorType);
        var body = JsonDocument.Parse(error.Body).RootElement;
        Assert.Equal("InvalidTimeZoneException", body.GetProperty("errorType").GetString());
        Assert.Equal("no \"zone\"", body.GetProperty("errorMessage").GetString());
        Assert.Contains(nameof(RuntimeSupportTests), body.GetProperty("stackTrace")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("/2018-06-01/runtime/invocation/2/response", response.Path);
    }

    [Fact]
    public async Task Run_EventIsNoJson_PostsASerializerError()
    {
        await using var api = await RuntimeApiServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(api, (_, _) => Task.FromResult(new APIGatewayProxyResponse()), stop.Token);

        api.Send("1", "{");
        var error = await api.NextPostAsync();
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("JsonSerializerException", error.ErrorType);
    }

    [Fact]
    public async Task Run_InitializationFails_ReportsItAndThrows()
    {
        await using var api = await RuntimeApiServer.StartAsync();

        await Assert.ThrowsAsync<ChatConfigurationException>(() => RunAsync(
            api, (_, _) => Task.FromResult(new APIGatewayProxyResponse()), CancellationToken.None, () => throw new ChatConfigurationException("no table")));

        var error = await api.NextPostAsync();
        Assert.Equal("/2018-06-01/runtime/init/error", error.Path);
        Assert.Equal("no table", JsonDocument.Parse(error.Body).RootElement.GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task Run_RuntimeApiIsGone_Throws()
    {
        var api = await RuntimeApiServer.StartAsync();
        var running = RunAsync(api, (_, _) => Task.FromResult(new APIGatewayProxyResponse()), CancellationToken.None);
        api.Send("1", Event);
        await api.NextPostAsync();

        await api.DisposeAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => running.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Run_RuntimeApiRefuses_Throws()
    {
        await using var api = await RuntimeApiServer.StartAsync();
        api.NextStatus = 500;

        await Assert.ThrowsAnyAsync<Exception>(
            () => RunAsync(api, (_, _) => Task.FromResult(new APIGatewayProxyResponse()), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static async Task RunAsync(
        RuntimeApiServer api,
        Func<APIGatewayProxyRequest, ILambdaContext, Task<APIGatewayProxyResponse>> handler,
        CancellationToken cancellationToken,
        LambdaBootstrapInitializer? initializer = null)
    {
        using var bootstrap = LambdaBootstrapBuilder
            .Create<APIGatewayProxyRequest, APIGatewayProxyResponse>(handler, new SourceGeneratorLambdaJsonSerializer<ChatJson>())
            .UseBootstrapHandler(initializer ?? (() => Task.FromResult(true)))
            .ConfigureOptions(options => options.RuntimeApiEndpoint = api.Endpoint)
            .Build();
        await bootstrap.RunAsync(cancellationToken);
    }
}
