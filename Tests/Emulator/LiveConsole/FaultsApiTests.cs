using System.Text;
using System.Text.Json.Nodes;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.LiveConsole;
using Chat.Emulator.Tests.Wire;
using Microsoft.AspNetCore.Http;

namespace Chat.Emulator.Tests.LiveConsole;

public sealed class FaultsApiTests : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    public async Task InitializeAsync() => _gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task Put_Faults_AreInForceAndToldWithTheirSeed()
    {
        var (status, put) = await CallAsync("PUT", """{"postsLatencyMs":10,"disconnectLost":0.2,"seed":42}""");
        var (_, get) = await CallAsync("GET");

        Assert.Equal(200, status);
        Assert.Equal(get.ToJsonString(), put.ToJsonString());
        Assert.Equal((42, 10.0, 0.2, 0.0), ((int)get["seed"]!, (double)get["postsLatencyMs"]!, (double)get["disconnectLost"]!, (double)get["postsFailed"]!));
        Assert.Equal("posts.latency=10ms, disconnect.lost=20%, seed=42", _gateway.Get<FaultInjection>().Settings.ToString());
    }

    [Fact]
    public async Task Delete_EndsAll()
    {
        await CallAsync("PUT", """{"postsFailed":1}""");

        var (status, _) = await CallAsync("DELETE");

        Assert.Equal(200, status);
        Assert.Null(_gateway.Get<FaultInjection>().InForce);
    }

    [Theory]
    [InlineData("PUT", "{", 400)]
    [InlineData("PUT", "null", 400)]
    [InlineData("PUT", """{"postsFailed":1.5}""", 400)]
    [InlineData("PUT", """{"postsFailed":"1"}""", 400)]
    [InlineData("PUT", """{"postsLost":1}""", 400)]
    [InlineData("POST", "{}", 405)]
    public async Task Call_Wrong_SaysWhyAndChangesNothing(string method, string body, int expected)
    {
        await CallAsync("PUT", """{"postsFailed":1,"seed":1}""");

        var (status, answer) = await CallAsync(method, body);

        Assert.Equal(expected, status);
        Assert.NotEmpty((string)answer["message"]!);
        Assert.Equal("posts.failed=100%, seed=1", _gateway.Get<FaultInjection>().Settings.ToString());
    }

    [Fact]
    public async Task Put_TooLong_Is413() => Assert.Equal(413, (await CallAsync("PUT", new string(' ', 5000) + "{}")).Status);

    private async Task<(int Status, JsonNode Answer)> CallAsync(string method, string body = "")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Body = new MemoryStream(bytes);
        context.Request.ContentLength = bytes.Length;
        context.Response.Body = answer;
        await new FaultsApi(_gateway.Get<FaultInjection>()).HandleAsync(context);
        return (context.Response.StatusCode, JsonNode.Parse(answer.ToArray())!);
    }
}
