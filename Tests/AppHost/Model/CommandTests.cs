using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Chat.AppHost.Tests;

/// <summary>The dashboard's commands, against a console that notes what it is asked.</summary>
public sealed class CommandTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("send-to-all", "text", "hello", "POST /_console/api/connections/frames hello", "Sent to 2 connections; 1 connection couldn't take it.")]
    [InlineData("drop-connection", "connectionId", "AAAA=", "DELETE /_console/api/connections/AAAA= ", "Closed 1 connection.")]
    [InlineData("drop-all-connections", null, null, "DELETE /_console/api/connections ", "Closed 2 connections.")]
    public async Task Command_OfTheApi_AsksTheConsoleWithTheTokenAndSaysWhatItDid(string command, string? argument, string? value, string request, string said)
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var console = await FakeConsole.StartAsync();
        var builder = ReferenceTests.Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, console.Port);
        await using var app = builder.Build();
        app.AllocateEndpoints();

        var result = await app.ResourceCommands.ExecuteCommandAsync(
            api.Resource, command, argument is null ? Arguments() : Arguments((argument, value!)), limit.Token);

        Assert.True(result.Success, result.Message);
        Assert.Equal(said, result.Message);
        Assert.Contains($"{request} {(await app.EnvironmentAsync(api.Resource))["EMULATOR_CONSOLE_TOKEN"]}", console.Requests);
    }

    [Fact]
    public async Task Command_OfAFunctionAndOfTheTables_AskTheConsole()
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var console = await FakeConsole.StartAsync();
        var builder = ReferenceTests.Builder();
        var send = builder.AddExecutable("send", "node", ".");
        builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, console.Port)
            .WithTableServer("tables")
            .WithFunction("websocket-send", send);
        await using var app = builder.Build();
        app.AllocateEndpoints();

        var invoked = await app.ResourceCommands.ExecuteCommandAsync(send.Resource, "invoke", Arguments(("event", "{}")), limit.Token);
        var cleared = await app.ResourceCommands.ExecuteCommandAsync(
            app.Find("tables"), "clear-table", Arguments(("table", "websocket-connections")), limit.Token);

        Assert.True(invoked.Success && cleared.Success, invoked.Message + cleared.Message);
        var failed = await app.ResourceCommands.ExecuteCommandAsync(send.Resource, "invoke", Arguments(("event", """{"a":1}""")), limit.Token);
        Assert.False(failed.Success);
        Assert.Equal("The invocation failed after 1.5 ms: Boom.", failed.Message);
        Assert.Equal("The function answered after 12.5 ms: ok", invoked.Message);
        Assert.Equal("Deleted 3 items.", cleared.Message);
        Assert.Contains("no such room", failed.Data!.Value, StringComparison.Ordinal);
        Assert.Contains(console.Requests, request => request.StartsWith("POST /_console/api/functions/websocket-send/invocations {}", StringComparison.Ordinal));
        Assert.Contains(console.Requests, request => request.StartsWith("POST /_console/api/tables/websocket-connections/clear", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("set-faults", "posts.throttled=5%", "PUT /_console/api/faults posts.throttled=5% ", "In force now: posts.throttled=5%, seed=42.")]
    [InlineData("end-faults", null, "DELETE /_console/api/faults  ", "No faults are in force.")]
    public async Task Command_OfTheFaults_SaysWhatIsInForceNow(string command, string? faults, string request, string message)
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var console = await FakeConsole.StartAsync();
        var builder = ReferenceTests.Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, console.Port);
        await using var app = builder.Build();
        app.AllocateEndpoints();

        var result = await app.ResourceCommands.ExecuteCommandAsync(
            api.Resource, command, faults is null ? Arguments() : Arguments(("faults", faults)), limit.Token);

        Assert.True(result.Success, result.Message);
        Assert.Equal(message, result.Message);
        Assert.Contains($"{request}{(await app.EnvironmentAsync(api.Resource))["EMULATOR_CONSOLE_TOKEN"]}", console.Requests);
    }

    [Fact]
    public async Task Command_TheConsoleRefuses_FailsWithItsWords()
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var console = await FakeConsole.StartAsync(StatusCodes.Status404NotFound);
        var builder = ReferenceTests.Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, console.Port);
        await using var app = builder.Build();
        app.AllocateEndpoints();

        var result = await app.ResourceCommands.ExecuteCommandAsync(api.Resource, "drop-all-connections", Arguments(), limit.Token);

        Assert.False(result.Success);
        Assert.Contains("404", result.Message, StringComparison.Ordinal);
        Assert.Contains("no such thing", result.Message, StringComparison.Ordinal);
    }

    internal static InteractionInputCollection Arguments(params (string Name, string Value)[] arguments) => new(
        [.. arguments.Select(argument => new InteractionInput { Name = argument.Name, InputType = InputType.Text, Value = argument.Value })]);

    private sealed class FakeConsole : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private FakeConsole(WebApplication app) => _app = app;

        public ConcurrentBag<string> Requests { get; } = [];

        public int Port => new Uri(_app.Urls.Single()).Port;

        public static async Task<FakeConsole> StartAsync(int status = StatusCodes.Status200OK)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            var console = new FakeConsole(builder.Build());
            console._app.Run(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var body = await reader.ReadToEndAsync();
                console.Requests.Add($"{context.Request.Method} {context.Request.Path} {body} "
                    + context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal));
                context.Response.StatusCode = status;
                await context.Response.WriteAsync(status != StatusCodes.Status200OK ? """{"message":"no such thing"}""" : Answer(context.Request, body));
            });
            await console._app.StartAsync();
            return console;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        // As docs/console.md has them.
        private static string Answer(HttpRequest request, string body) => request.Path.Value!["/_console/api/".Length..] switch
        {
            "connections/AAAA=" => """{"closed":1}""",
            "connections" => """{"closed":2}""",
            "tables/websocket-connections/clear" => """{"deleted":3}""",
            "faults" when HttpMethods.IsPut(request.Method) => """{"seed":42,"postsLatencyMs":0,"postsThrottled":0.05}""",
            "faults" => """{"postsLatencyMs":0,"postsThrottled":0}""",
            "functions/websocket-send/invocations" when body == "{}" => """{"outcome":"responded","messageId":"x","durationMs":12.5,"text":"ok"}""",
            "functions/websocket-send/invocations" => """{"outcome":"failed","messageId":"x","durationMs":1.5,"errorType":"Boom","text":"no such room"}""",
            _ => """{"sent":2,"refused":1,"messageId":"x"}""",
        };
    }
}
