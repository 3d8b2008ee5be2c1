using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Chat.Functions.Tests.Servers;

/// <summary>The server side of the Lambda Runtime API for one function.</summary>
internal sealed class RuntimeApiServer : IAsyncDisposable
{
    // Unbounded: a test queues a handful of events.
    private readonly Channel<(string RequestId, string Event)> _events = Channel.CreateUnbounded<(string, string)>();
    private readonly Channel<Posted> _posted = Channel.CreateUnbounded<Posted>();
    private TestServer _server = null!;

    /// <summary>Where the runtime client is told to go, <c>host:port</c> and perhaps a path.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>The connections that requests came over.</summary>
    public ConcurrentDictionary<string, bool> Connections { get; } = new();

    public int NextStatus { get; set; } = 200;

    public string Path { get; private init; } = "";

    public static async Task<RuntimeApiServer> StartAsync(string path = "")
    {
        var api = new RuntimeApiServer { Path = path };
        api._server = await TestServer.StartAsync(api.HandleAsync);
        api.Endpoint = api._server.Address.Authority + path;
        return api;
    }

    public void Send(string requestId, string @event) => _events.Writer.TryWrite((requestId, @event));

    public async Task<Posted> NextPostAsync() =>
        await _posted.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Connections[context.Connection.Id] = true;
        var path = context.Request.Path.Value!;
        if (path == $"{Path}/2018-06-01/runtime/invocation/next")
        {
            context.Response.StatusCode = NextStatus;
            if (NextStatus != 200)
            {
                return;
            }

            var (requestId, @event) = await _events.Reader.ReadAsync(context.RequestAborted);
            var deadline = TimeProvider.System.GetUtcNow().AddSeconds(20).ToUnixTimeMilliseconds();
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = requestId;
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = deadline.ToString(CultureInfo.InvariantCulture);
            context.Response.Headers["Lambda-Runtime-Trace-Id"] = $"Root=1-{requestId}";
            context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:000000000000:function:f";
            await context.Response.WriteAsync(@event);
            return;
        }

        using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
        _posted.Writer.TryWrite(new Posted(
            path,
            context.Request.ContentType,
            context.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString(),
            await body.ReadToEndAsync()));
        context.Response.StatusCode = 202;
        await context.Response.WriteAsync("""{"status":"OK"}""");
    }

    /// <summary>What the function posted: a response, or an error.</summary>
    internal sealed record Posted(string Path, string? ContentType, string ErrorType, string Body);
}
