using System.Diagnostics;
using System.Net;
using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Report;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Chat.Benchmarks.Compare;

/// <summary>
/// Cold starts of <c>websocket-connect</c>, and of <c>websocket-hub</c> that is pinged by a connection of the hub: this process is their Runtime API, their
/// DynamoDB and their @connections, so the clock runs from the start of the process to the answer to its first event, with nothing else in between.
/// </summary>
internal sealed class NativeRow(NativeProgram functions, Recorder recorder)
{
    private const string Connect = "websocket-connect";
    private const string Hub = "websocket-hub";

    private const string ConnectEvent = """
        {"headers":{},"requestContext":{"routeKey":"$connect","eventType":"CONNECT","stage":"demo","connectionId":"L0SM9cOFvHcCIhw=","domainName":"127.0.0.1:1","apiId":"x","requestId":"y"},"isBase64Encoded":false}
        """;

    private const string PingEvent = """
        {"requestContext":{"routeKey":"$default","eventType":"MESSAGE","stage":"demo","connectionId":"L0SM9cOFvHcCIhw=","domainName":"127.0.0.1:1","apiId":"x","requestId":"y"},"body":"{\"type\":6}\u001e","isBase64Encoded":false}
        """;

    // To each request: PutItem's answer, and what GetItem finds of a connection that has begun.
    private const string Row = """
        {"Item":{"connectionId":{"S":"L0SM9cOFvHcCIhw="},"hub":{"S":"chat"},"beginning":{"N":"2"}}}
        """;

    public async Task RunAsync(string contender, CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(cancellationToken);
        // The first start reads the file from disk and warms this server up; the second one counts.
        await MeasureAsync(server, Connect, ConnectEvent, cancellationToken);
        recorder.Add(Metrics.NativeStart, contender, await MeasureAsync(server, Connect, ConnectEvent, cancellationToken));
        recorder.Add(Metrics.NativeHubStart, contender, await MeasureAsync(server, Hub, PingEvent, cancellationToken));
        recorder.Add(Metrics.NativeSize, contender, await functions.ZippedSizeAsync(cancellationToken) / 1e6);
    }

    private async Task<double> MeasureAsync(Server server, string function, string firstEvent, CancellationToken cancellationToken)
    {
        server.Reset(function, firstEvent);
        var address = server.Address;
        var environment = new Dictionary<string, string?>
        {
            ["_HANDLER"] = function,
            ["WEBSOCKET_TABLE"] = Running.TableName,
            ["HUB_TABLE"] = "websocket-members",
            ["ROOMS_TABLE"] = "websocket-rooms",
            ["AWS_LAMBDA_RUNTIME_API"] = address.Authority,
            ["AWS_LAMBDA_FUNCTION_NAME"] = function,
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "256",
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = "log",
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = "log",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = address.ToString(),
            ["AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"] = $"{address}demo",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
        };
        var started = Stopwatch.GetTimestamp();
        await using var process = ServerProcess.Start(functions.File, [], environment);
        var answered = await server.Answered.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
        return Stopwatch.GetElapsedTime(started, answered).TotalMilliseconds;
    }

    private static async Task<Server> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var server = new Server(builder.Build());
        await server.StartAsync(cancellationToken);
        return server;
    }

    private sealed class Server(WebApplication app) : IAsyncDisposable
    {
        private TaskCompletionSource<long> _answered = new();
        private string _function = "";
        private string _event = "";
        private int _events;

        public Uri Address => new(app.Urls.Single());

        public Task<long> Answered => _answered.Task;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            app.Run(HandleAsync);
            return app.StartAsync(cancellationToken);
        }

        public void Reset(string function, string firstEvent)
        {
            _function = function;
            _event = firstEvent;
            _answered = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _events = 1;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task HandleAsync(HttpContext context)
        {
            var path = context.Request.Path.Value!;
            if (path.EndsWith("/response", StringComparison.Ordinal))
            {
                _answered.TrySetResult(Stopwatch.GetTimestamp());
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            }
            else if (path.EndsWith("/next", StringComparison.Ordinal))
            {
                if (Interlocked.Decrement(ref _events) < 0)
                {
                    // One event is all there is: the next poll waits until the process is stopped.
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return;
                }

                context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
                context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = TimeProvider.System.GetUtcNow().AddSeconds(10).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
                context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = $"arn:aws:lambda:us-east-1:000000000000:function:{_function}";
                context.Response.Headers["Lambda-Runtime-Trace-Id"] = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700";
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(_event, context.RequestAborted);
            }
            else
            {
                context.Response.ContentType = "application/x-amz-json-1.0";
                await context.Response.WriteAsync(Row, context.RequestAborted);
            }
        }
    }
}
