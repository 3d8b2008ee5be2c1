namespace Chat.Functions.Broadcasting;

/// <summary>The process's own pool of sockets, which posts and invocations share. Never disposed of, as the sockets of Lambda's process are.</summary>
internal static class ProcessHttp
{
    public static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = Broadcaster.Parallelism,
        AllowAutoRedirect = false,
        UseCookies = false,
        // The SDK's own limit: a packet that is lost while connecting is sent again after 1 s and 3 s.
        ConnectTimeout = TimeSpan.FromSeconds(3.1),
        // A frozen process keeps its sockets, and the address may move meanwhile.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });
}
