using System.Net;
using Chat.Emulator.Gateway;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;
using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Wire;

/// <summary>The gateway on a real Kestrel and a free port, with a stub for Lambda and a clock that only the test moves.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestGateway(WebApplication app, StubLambda lambda, FakeTimeProvider time)
    {
        _app = app;
        Lambda = lambda;
        Time = time;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Port = new Uri(address).Port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
    }

    public StubLambda Lambda { get; }

    public FakeTimeProvider Time { get; }

    public int Port { get; }

    public HttpClient Http { get; }

    public ConnectionRegistry Registry => _app.Services.GetRequiredService<ConnectionRegistry>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static Task<TestGateway> StartAsync(
        WebSocketApi api, StubLambda? lambda = null, GatewayLimits? limits = null, Action<IServiceCollection>? services = null) =>
        StartAsync([api], lambda, limits, services);

    public static async Task<TestGateway> StartAsync(
        WebSocketApi[] apis, StubLambda? lambda = null, GatewayLimits? limits = null, Action<IServiceCollection>? services = null)
    {
        lambda ??= new StubLambda();

        // A date that no clock on the wall shows, so that a look at the wall's clock makes a test fail.
        var time = new FakeTimeProvider(new DateTimeOffset(2041, 3, 5, 10, 11, 12, 123, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<ILambdaInvoker>(lambda);
        builder.Services.AddDetachableTransport();
        builder.Services.AddWebSocketGateway([.. apis], limits);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseWebSocketGateway();
        app.Run(context => context.Response.WriteAsync("the host's own"));
        await app.StartAsync();
        return new TestGateway(app, lambda, time);
    }

    public Task<RawClient> ConnectAsync(string path = $"/{TestApi.Stage}", params string[] headers) => RawClient.OpenAsync(Port, path, headers);

    /// <summary>Connects and returns the connection id with the client, from the <c>$connect</c> event.</summary>
    public async Task<(RawClient Client, string ConnectionId)> ConnectKnownAsync()
    {
        var client = await ConnectAsync();
        var connect = await Lambda.NextEventAsync("connect");
        return (client, (string)connect["requestContext"]!["connectionId"]!);
    }

    public Task<HttpResponseMessage> PostAsync(string connectionId, string text) => PostAsync(connectionId, new StringContent(text));

    public Task<HttpResponseMessage> PostAsync(string connectionId, HttpContent content) =>
        Http.PostAsync(new Uri($"/{TestApi.Stage}/@connections/{connectionId}", UriKind.Relative), content).Soon();

    /// <summary>Posts to a client that doesn't read, until there is no room for more.</summary>
    /// <returns>The answer to the last post.</returns>
    public async Task<HttpResponseMessage> PostUntilRefusedAsync(string connectionId, string text)
    {
        HttpResponseMessage post;
        var accepted = -1;
        do
        {
            accepted++;
            Assert.InRange(accepted, 0, 1000);
            post = await PostAsync(connectionId, text);
        }
        while (post.StatusCode == HttpStatusCode.OK);

        return post;
    }

    public Task<HttpResponseMessage> GetAsync(string connectionId) =>
        Http.GetAsync(new Uri($"/{TestApi.Stage}/@connections/{connectionId}", UriKind.Relative)).Soon();

    public Task<HttpResponseMessage> DeleteAsync(string connectionId) =>
        Http.DeleteAsync(new Uri($"/{TestApi.Stage}/@connections/{connectionId}", UriKind.Relative)).Soon();

    public Task StopAsync() => _app.StopAsync().Soon();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();

        // The clock stands still, so nothing must be left that only time would end.
        Registry.Stop();
        await PassTimeUntilIdleAsync();

        await _app.DisposeAsync();
    }

    /// <summary>Moves the clock until all connections and invocations have come to their end.</summary>
    public async Task PassTimeUntilIdleAsync()
    {
        while (Get<RunningWork>().Count > 0)
        {
            Time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }
    }
}
