using System.Net.Http.Json;
using Aspire.Hosting.Eventing;
using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.AppHost.Tests;

public sealed class FunctionTests
{
    [Fact]
    public async Task Authorizer_GivenInTheAppHost_IsInTheTemplateThatTheEmulatorReads()
    {
        var builder = ReferenceTests.Builder();
        var connect = builder.AddExecutable("connect", "node", ".");
        var guard = builder.AddExecutable("guard", "node", ".");
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599)
            .WithRoute("$connect", connect)
            .WithRoute("say", connect)
            .WithAuthorizer(guard, "route.request.querystring.token");
        await using var app = builder.Build();
        app.AllocateEndpoints();

        var arguments = await app.ArgumentsAsync(api.Resource);

        Assert.Equal(["--port", "4599", "--watch", "--attached", "connect", "--attached", "guard"], arguments[2..]);
        var routes = Assert.Single(CloudAssembly.Read(arguments[1], new DeployOptions()).Apis).Routes;
        var authorizer = Assert.IsType<RouteAuthorization.Lambda>(routes["$connect"].Authorization).Authorizer;
        Assert.Equal("guard", authorizer.FunctionName);
        Assert.Equal(new IdentitySource(IdentitySourceKind.QueryString, "token"), Assert.Single(authorizer.IdentitySources));
        Assert.Null(routes["say"].Authorization);
    }

    [Fact]
    public async Task Authorizer_WithoutConnectOrWithAnUnknownSource_IsRefused()
    {
        var builder = ReferenceTests.Builder();
        var send = builder.AddExecutable("send", "node", ".");
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599).WithRoute("say", send).WithAuthorizer(send);
        var template = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly);

        Assert.Throws<ArgumentException>(() => api.WithAuthorizer(send, "$request.header.Auth"));
        Assert.Throws<InvalidOperationException>(() => template.WithAuthorizer(send));
        await using var app = builder.Build();
        app.AllocateEndpoints();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => app.ArgumentsAsync(api.Resource));
        Assert.Contains("$connect", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emulator_ReadyAgain_ItsFunctionsThatHaveEndedAreStarted()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = ReferenceTests.Builder();
        var ended = Function("ended", started.SetResult);
        var waiting = Function("waiting", () => Assert.Fail("It waits for the emulator anyway."));
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599).WithRoute("$connect", waiting).WithRoute("say", ended);
        await using var app = builder.Build();
        await app.ResourceNotifications.PublishUpdateAsync(ended.Resource, s => s with { State = KnownResourceStates.Exited });
        await app.ResourceNotifications.PublishUpdateAsync(waiting.Resource, s => s with { State = KnownResourceStates.Waiting });

        await app.Services.GetRequiredService<IDistributedApplicationEventing>()
            .PublishAsync(new ResourceReadyEvent(api.Resource, app.Services), limit.Token);

        await started.Task.WaitAsync(limit.Token);

        IResourceBuilder<ExecutableResource> Function(string name, Action start) => builder.AddExecutable(name, "node", ".")
            .WithCommand("start", "Start", _ =>
            {
                start();
                return Task.FromResult(CommandResults.Success());
            });
    }

    [Fact]
    public async Task Function_StartedInTheMomentTheEmulatorHasStopped_WaitsForItsEnvironment()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var emulator = new StoppedEmulator();
        var builder = ReferenceTests.Builder();
        builder.Services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => emulator));
        var function = builder.AddExecutable("connect", "node", ".");
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599).WithRoute("$connect", function);
        await using var app = builder.Build();
        app.AllocateEndpoints();
        // As the orchestrator says it until it hears of the stop.
        await PublishAsync(KnownResourceStates.Running);

        var environment = app.EnvironmentAsync(function.Resource);
        await emulator.Refused.WaitAsync(limit.Token);
        await PublishAsync(KnownResourceStates.Exited);
        emulator.Start();
        await PublishAsync(KnownResourceStates.Running);

        Assert.Equal("connections", (await environment.WaitAsync(limit.Token))["TABLE"]);

        Task PublishAsync(string state) => app.ResourceNotifications.PublishUpdateAsync(api.Resource, snapshot => snapshot with { State = state });
    }

    /// <summary>What functions reach at the emulator's address: nobody, until it is started.</summary>
    private sealed class StoppedEmulator : HttpMessageHandler
    {
        private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isStarted;

        public Task Refused => _refused.Task;

        public void Start() => _isStarted = true;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_isStarted)
            {
                return Task.FromResult(new HttpResponseMessage { Content = JsonContent.Create(new Dictionary<string, string> { ["TABLE"] = "connections" }) });
            }

            _refused.TrySetResult();
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
        }
    }
}
