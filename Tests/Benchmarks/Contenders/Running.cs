namespace Chat.Benchmarks.Contenders;

/// <summary>A contender that runs. Disposed, nothing of it is left.</summary>
/// <param name="Url">The WebSocket API.</param>
/// <param name="Table">The table's server; null without one.</param>
/// <param name="Server">The process that clients connect to.</param>
internal sealed record Running(Uri Url, Uri? Table, ServerProcess Server, ServerProcess? TableServer = null) : IAsyncDisposable
{
    public const string TableName = "websocket-connections";

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (TableServer is not null)
        {
            await TableServer.DisposeAsync();
        }
    }
}
