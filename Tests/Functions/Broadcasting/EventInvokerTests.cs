using System.Text;
using Amazon.Runtime;
using Chat.Functions.Broadcasting;
using Chat.Functions.Tests.Servers;

namespace Chat.Functions.Tests.Broadcasting;

public sealed class EventInvokerTests
{
    [Fact]
    public async Task Invoke_IsASignedEvent()
    {
        var asked = new List<string>();
        await using var lambda = await TestServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            asked.Add($"{context.Request.Method} {context.Request.Path} {context.Request.Headers["X-Amz-Invocation-Type"]} {Encoding.UTF8.GetString(body.ToArray())}");
            Assert.Contains("/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-date;x-amz-invocation-type, ", context.Request.Headers.Authorization.ToString(), StringComparison.Ordinal);
            context.Response.StatusCode = 202;
        });

        await Invoker(lambda.Address).InvokeAsync("{}"u8.ToArray(), CancellationToken.None);

        Assert.Equal(["POST /2015-03-31/functions/websocket-broadcast/invocations Event {}"], asked);
    }

    [Theory]
    [InlineData(429, 3)]
    [InlineData(503, 3)]
    [InlineData(403, 1)]
    public async Task Invoke_ThatIsRefused_IsRepeatedWhereThatHelps_AndThenFails(int status, int attempts)
    {
        var asked = 0;
        await using var lambda = await TestServer.StartAsync(context =>
        {
            asked++;
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var refused = await Assert.ThrowsAsync<IOException>(() => Invoker(lambda.Address).InvokeAsync("{}"u8.ToArray(), CancellationToken.None));

        Assert.Equal(attempts, asked);
        Assert.Contains($"it answered {status}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eu-west-1", "https://lambda.eu-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", "https://lambda.cn-north-1.amazonaws.com.cn/")]
    public void Endpoint_WithoutOneInTheEnvironment_IsTheRegions(string region, string expected) =>
        Assert.Equal((expected, region), (new LambdaEndpointConfig().Find(region).Endpoint.ToString(), new LambdaEndpointConfig().Find(region).Region));

    // Nobody waits: the pauses between attempts are drawn from nothing.
    private static EventInvoker Invoker(Uri endpoint) => new(
        endpoint, "websocket-broadcast", new PostSigner("eu-west-1", "lambda", "Event"), () => new BasicAWSCredentials("id", "secret"), new Backoff(() => 0), TimeProvider.System);
}
