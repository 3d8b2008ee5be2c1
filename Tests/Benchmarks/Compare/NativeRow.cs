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
/// A cold start of <c>websocket-connect</c>: this process is its Runtime API and its DynamoDB, so the clock runs from the start of the
/// process to the answer to its first event, with nothing else in between.
/// </summary>
internal sealed class NativeRow(NativeProgram functions, Recorder recorder)
{
    private const string Event = """
        {"headers":{},"requestContext":{"routeKey":"$connect","eventType":"CONNECT","stage":"demo","connectionId":"L0SM9cOFvHcCIhw=","domainName":"127.0.0.1:1","apiId":"x","requestId":"y"},"isBase64Encoded":false}
        """;

    public async Task RunAsync(string contender, CancellationToken cancellationToken)
    {
        await using var server = await StartAsync(cancellationToken);
        // The first start reads the file from disk and warms this server up; the second one counts.
        await MeasureAsync(server, cancellationToken);
        recorder.Add(Metrics.NativeStart, contender, await MeasureAsync(server, cancellationToken));
        recorder.Add(Metrics.NativeSize, contender, await functions.ZippedSizeAsync(cancellationToken) / 1e6);
    }

    private async Task<double> MeasureAsync(Server server, CancellationToken cancellationToken)
    {
        server.Reset();
        var address = server.Address;
        var environment = new Dictionary<string, string?>
        {
            ["_HANDLER"] = "websocket-connect",
            ["WEBSOCKET_TABLE"] = Running.TableName,
            ["AWS_LAMBDA_RUNTIME_API"] = address.Authority,
            ["AWS_LAMBDA_FUNCTION_NAME"] = "websocket-connect",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "256",
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = "log",
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = "log",
            ["AWS_ENDPOINT_URL_DYNAMODB"] = address.ToString(),
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
        private int _events;

        public Uri Address => new(app.Urls.Single());

        public Task<long> Answered => _answered.Task;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            app.Run(HandleAsync);
            return app.StartAsync(cancellationToken);
        }

        public void Reset()
        {
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
                context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:000000000000:function:websocket-connect";
                context.Response.Headers["Lambda-Runtime-Trace-Id"] = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700";
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(Event, context.RequestAborted);
            }
            else
            {
                // PutItem's answer.
                context.Response.ContentType = "application/x-amz-json-1.0";
                await context.Response.WriteAsync("{}", context.RequestAborted);
            }
        }
    }
}
