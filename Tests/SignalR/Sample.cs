namespace Chat.SignalR.Tests;

/// <summary>One cloud with the sample hub for all tests that share it.</summary>
public sealed class Sample : IAsyncLifetime
{
    private LambdaHost? _host;

    internal LambdaHost Host => _host!;

    public async Task InitializeAsync() => _host = await LambdaHost.StartAsync();

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
