using Chat.Emulator.Host;
using Chat.Emulator.Options;

namespace Chat.SignalR.Tests;

/// <summary>The sample hub in Lambda: a function process, two tables and an API Gateway, all of the emulator's.</summary>
internal sealed class LambdaHost : IHubHost
{
    private LambdaHost(LocalCloud cloud) => Cloud = cloud;

    public LocalCloud Cloud { get; }

    public static async Task<LambdaHost> StartAsync() => await StartAsync(Places.SampleHub);

    public static async Task<LambdaHost> StartAsync(EmulatorOptions options) => new(await LocalCloud.StartAsync(options, CancellationToken.None));

    public Uri UrlFor(string name, string user) => new($"{Cloud.Stages.Single().WebSocketUrl}?hub=sample&name={name}&user={user}");

    public ValueTask DisposeAsync() => Cloud.DisposeAsync();
}
