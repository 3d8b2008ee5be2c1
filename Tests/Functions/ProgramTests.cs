using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Chat.Functions.Tests.Servers;

namespace Chat.Functions.Tests;

/// <summary>The program as it is started: its own process, settings from the environment alone.</summary>
public sealed class ProgramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(null)]
    [InlineData("websocket-sned")]
    public async Task Start_UnknownHandler_SaysWhichThereAreAndFails(string? handler)
    {
        using var function = Start(("_HANDLER", handler), ("WEBSOCKET_TABLE", "websocket-connections"));

        var (exitCode, error) = await EndAsync(function);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"_HANDLER is {(handler is null ? "not set" : $"'{handler}'")}: it must be websocket-connect, websocket-disconnect, websocket-send, websocket-hub, websocket-broadcast or websocket-authorizer",
            error.Trim());
    }

    [Fact]
    public async Task Start_NoTable_SaysSoAndTellsLambda()
    {
        await using var runtime = await RuntimeApiServer.StartAsync();
        using var function = Start(
            ("_HANDLER", "websocket-connect"), ("AWS_LAMBDA_RUNTIME_API", runtime.Endpoint), ("WEBSOCKET_TABLE", null));

        var (exitCode, error) = await EndAsync(function);

        Assert.Equal(1, exitCode);
        Assert.Contains("WEBSOCKET_TABLE is not set", error, StringComparison.Ordinal);
        Assert.Equal("/2018-06-01/runtime/init/error", (await runtime.NextPostAsync()).Path);
    }

    [Fact]
    public async Task Start_NoRuntimeApi_SaysSo()
    {
        using var function = Start(("_HANDLER", "websocket-connect"), ("WEBSOCKET_TABLE", "t"));

        var (exitCode, error) = await EndAsync(function);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("AWS_LAMBDA_RUNTIME_API is not set", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI", "AWS_ENDPOINT_URL_DYNAMODB")]
    [InlineData("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB")]
    public async Task Send_EndpointFromTheEnvironment_IsUsedWithItsStagePath(string managementVariable, string tableVariable)
    {
        await using var runtime = await RuntimeApiServer.StartAsync();
        await using var table = await DynamoDbServer.StartAsync();
        await using var management = await ManagementApiServer.StartAsync();
        table.Answer = (operation, _) => (200, operation == "Scan"
            ? """{"Items":[{"connectionId":{"S":"me="}},{"connectionId":{"S":"you="}},{"connectionId":{"S":"left="}}],"Count":3}"""
            : "{}");
        management.Answers["left="] = (410, "GoneException", "");
        using var function = Start(
            ("_HANDLER", "websocket-send"),
            ("AWS_LAMBDA_RUNTIME_API", runtime.Endpoint),
            (tableVariable, table.Address.ToString()),
            (managementVariable, new Uri(management.Address, "demo").ToString()));

        runtime.Send("1", Event("sendMessage", """{"action":"sendMessage","message":"hello from terminal1"}"""));
        var posted = await runtime.NextPostAsync();
        function.Kill();

        var output = await function.StandardOutput.ReadToEndAsync();
        Assert.True(output.Contains("broadcast: 2 delivered, 1 gone, 0 failed", StringComparison.Ordinal), output);
        Assert.Equal("/2018-06-01/runtime/invocation/1/response", posted.Path);
        Assert.Equal(200, JsonDocument.Parse(posted.Body).RootElement.GetProperty("statusCode").GetInt32());
        Assert.Equal(
            ["/demo/%40connections/left%3D", "/demo/%40connections/me%3D", "/demo/%40connections/you%3D"],
            management.Calls.Select(call => call.Target).Order());
        Assert.All(management.Calls, call =>
        {
            Assert.Equal("hello from terminal1", Encoding.UTF8.GetString(call.Body));
            Assert.Contains("/eu-west-1/execute-api/aws4_request", call.Authorization, StringComparison.Ordinal);
        });
        Assert.Equal(["DeleteItem", "Scan"], table.Calls.Select(call => call.Operation).Order());
    }

    [Theory]
    [InlineData("websocket-connect", "$connect", "PutItem")]
    [InlineData("websocket-disconnect", "$disconnect", "DeleteItem")]
    public async Task ConnectAndDisconnect_Event_ReachesTheTable(string handler, string routeKey, string operation)
    {
        await using var runtime = await RuntimeApiServer.StartAsync();
        await using var table = await DynamoDbServer.StartAsync();
        using var function = Start(
            ("_HANDLER", handler),
            ("AWS_LAMBDA_RUNTIME_API", runtime.Endpoint),
            ("AWS_ENDPOINT_URL_DYNAMODB", table.Address.ToString()));

        runtime.Send("1", Event(routeKey, null));
        var posted = await runtime.NextPostAsync();
        function.Kill();

        Assert.Equal(200, JsonDocument.Parse(posted.Body).RootElement.GetProperty("statusCode").GetInt32());
        var call = Assert.Single(table.Calls);
        Assert.Equal(operation, call.Operation);
        Assert.Equal("websocket-connections", call.Request["TableName"]!.GetValue<string>());
    }

    /// <summary>What it rehearses ahead of the first event needs nothing of the environment, whose faults are an event's to tell.</summary>
    [Theory]
    [InlineData("websocket-connect", "$connect")]
    [InlineData("websocket-disconnect", "$disconnect")]
    [InlineData("websocket-send", "sendMessage")]
    [InlineData("websocket-hub", "$default")]
    public async Task Start_WithoutCredentialsAndRegion_ComesToItsFirstEvent(string handler, string routeKey)
    {
        await using var runtime = await RuntimeApiServer.StartAsync();
        using var function = Start(
            ("_HANDLER", handler),
            ("AWS_LAMBDA_RUNTIME_API", runtime.Endpoint),
            ("HUB_TABLE", "websocket-members"),
            ("ROOMS_TABLE", "websocket-rooms"),
            ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_REGION", null),
            ("AWS_ACCESS_KEY_ID", null),
            ("AWS_SECRET_ACCESS_KEY", null));

        runtime.Send("1", Event(routeKey, """{"action":"sendMessage","message":"x"}"""));
        var posted = await runtime.NextPostAsync();
        function.Kill();

        Assert.StartsWith("/2018-06-01/runtime/invocation/1/", posted.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RuntimeApiGone_Ends()
    {
        var runtime = await RuntimeApiServer.StartAsync();
        await using var table = await DynamoDbServer.StartAsync();
        using var function = Start(
            ("_HANDLER", "websocket-connect"),
            ("AWS_LAMBDA_RUNTIME_API", runtime.Endpoint),
            ("AWS_ENDPOINT_URL_DYNAMODB", table.Address.ToString()));
        runtime.Send("1", Event("$connect", null));
        await runtime.NextPostAsync();

        await runtime.DisposeAsync();
        var (exitCode, error) = await EndAsync(function);

        Assert.Equal(1, exitCode);
        Assert.Contains($"the Lambda Runtime API at {runtime.Endpoint} is gone", error, StringComparison.Ordinal);
    }

    private static string Event(string routeKey, string? body) => JsonSerializer.Serialize(new
    {
        requestContext = new
        {
            routeKey,
            connectionId = "me=",
            domainName = "abc123.execute-api.localhost:4510",
            stage = "demo",
            connectedAt = 1650301649973,
        },
        body,
        isBase64Encoded = false,
    });

    private static Process Start(params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nothing of the machine's own AWS settings may reach it.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name == "_HANDLER").ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_REGION"] = "eu-west-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKID";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        start.Environment["WEBSOCKET_TABLE"] = "websocket-connections";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<(int ExitCode, string Error)> EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        var error = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, error);
    }
}
