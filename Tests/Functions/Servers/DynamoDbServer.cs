using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Chat.Functions.Tests.Servers;

/// <summary>Speaks DynamoDB's JSON protocol and answers as the test says; the operations' meaning is not imitated.</summary>
internal sealed class DynamoDbServer : IAsyncDisposable
{
    private TestServer _server = null!;

    public Uri Address => _server.Address;

    public ConcurrentQueue<(string Operation, JsonObject Request)> Calls { get; } = new();

    /// <summary>Answers an operation: status and body.</summary>
    public Func<string, JsonObject, (int Status, string Body)> Answer { get; set; } = (_, _) => (200, "{}");

    public static async Task<DynamoDbServer> StartAsync()
    {
        var server = new DynamoDbServer();
        server._server = await TestServer.StartAsync(server.HandleAsync);
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        // X-Amz-Target: DynamoDB_20120810.PutItem
        var operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[1];
        var request = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        Calls.Enqueue((operation, request));
        var (status, body) = Answer(operation, request);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync(body);
    }
}
