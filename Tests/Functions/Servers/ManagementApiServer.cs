using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Functions.Tests.Servers;

/// <summary>The @connections side of API Gateway: answers as the test says, 200 without a word from it.</summary>
internal sealed class ManagementApiServer : IAsyncDisposable
{
    private TestServer _server = null!;

    public Uri Address => _server.Address;

    public ConcurrentQueue<Call> Calls { get; } = new();

    /// <summary>By connection id: status, x-amzn-ErrorType, body.</summary>
    public ConcurrentDictionary<string, (int Status, string? ErrorType, string Body)> Answers { get; } = new();

    public static async Task<ManagementApiServer> StartAsync()
    {
        var api = new ManagementApiServer();
        api._server = await TestServer.StartAsync(api.HandleAsync);
        return api;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = context.Request.Path.Value!;
        var id = path[(path.LastIndexOf('/') + 1)..];
        Calls.Enqueue(new Call(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            id,
            context.Request.ContentType,
            context.Request.Headers.Authorization.ToString(),
            context.Request.Headers["X-Amz-Security-Token"].ToString(),
            body.ToArray()));
        if (Answers.TryGetValue(id, out var answer))
        {
            context.Response.StatusCode = answer.Status;
            if (answer.ErrorType is not null)
            {
                context.Response.Headers["x-amzn-ErrorType"] = answer.ErrorType;
            }

            await context.Response.WriteAsync(answer.Body);
        }
    }

    /// <summary>One request; Target is the path as it was spelled.</summary>
    internal sealed record Call(
        string Method, string Target, string ConnectionId, string? ContentType, string Authorization, string SecurityToken, byte[] Body);
}
