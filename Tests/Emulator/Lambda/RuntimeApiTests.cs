using System.Net;
using System.Net.Sockets;
using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

public sealed class RuntimeApiTests
{
    private const string UnknownId = """{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""";

    [Theory]
    [InlineData("""{"errorMessage":"no such table","errorType":"ResourceNotFoundException","stackTrace":[]}""", null, "ResourceNotFoundException", "no such table")]
    [InlineData("""{"errorMessage":"boom","errorType":"Error","trace":["Error: boom"]}""", null, "Error", "boom")]
    [InlineData("""{"errorMessage":"boom"}""", "Function.Custom", "Function.Custom", "boom")]
    [InlineData("not JSON", "Function.Custom", "Function.Custom", "")]
    [InlineData("[]", null, "Unhandled", "")]
    [InlineData("", null, "Unhandled", "")]
    public async Task Error_Posted_FailsTheInvocation(string body, string? header, string type, string message)
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();

        var answer = await process.Runtime.FailAsync((await next).RequestId, body, header);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(new(type, message), LambdaHost.Failure(await outcome));
        var again = host.InvokeAsync("again");
        await process.Runtime.EchoAsync();
        Assert.Equal("again", LambdaHost.Text(await again));
    }

    [Theory]
    [InlineData("Root=\u00e9")]
    [InlineData("Root=\u0001")]
    [InlineData("Root=\ud800")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793\r\nX: y")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Next_TraceThatHttpTakesNoHeaderOf_BringsTheEventWithATraceOfItsOwn(string? trace)
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();

        var outcome = host.InvokeAsync("{}", trace);
        var got = await next.WaitAsync(LambdaHost.Limit);

        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", got.Headers["Lambda-Runtime-Trace-Id"]);
        await process.Runtime.RespondAsync(got.RequestId, "{}");
        Assert.Equal("{}", LambdaHost.Text(await outcome));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Host", "rebound.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Request_OfAForeignPage_Is403AndTakesNothing(string header, string value)
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        using var page = new HttpClient { BaseAddress = new Uri($"http://{process.Start.Environment["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime/") };
        page.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        using var asked = await page.GetAsync("invocation/next");
        using var failed = await page.PostAsync("init/error", new StringContent("{}"));
        var outcome = host.InvokeAsync("mine");
        var got = await next;
        using var answered = await page.PostAsync($"invocation/{got.RequestId}/response", new StringContent("theirs"));
        await process.Runtime.RespondAsync(got.RequestId, got.Payload);

        Assert.All([asked, failed, answered], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.Equal("mine", LambdaHost.Text(await outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Response_OverTheLimit_FailsTheInvocation(bool chunked)
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        using var content = new ByteArrayContent(new byte[LambdaQuotas.MaxResponseBytes + 1]);

        var answer = await process.Runtime.PostAsync($"invocation/{(await next).RequestId}/response", content, chunked: chunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal(
            """{"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}""", answer.Body);
        Assert.Equal(
            new("Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291556 bytes)."),
            LambdaHost.Failure(await outcome));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Response_AtTheLimit_IsTaken(bool chunked)
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        using var content = new ByteArrayContent(new byte[LambdaQuotas.MaxResponseBytes]);

        var answer = await process.Runtime.PostAsync($"invocation/{(await next).RequestId}/response", content, chunked: chunked);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(LambdaQuotas.MaxResponseBytes, LambdaHost.Text(await outcome).Length);
    }

    [Fact]
    public async Task Response_ToAnUnknownOrFinishedEvent_IsRefused()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        var id = (await next).RequestId;

        Assert.Equal(new(HttpStatusCode.BadRequest, UnknownId), await process.Runtime.RespondAsync(Guid.NewGuid().ToString(), "{}"));
        Assert.Equal(HttpStatusCode.Accepted, (await process.Runtime.RespondAsync(id, "first")).Status);
        Assert.Equal(new(HttpStatusCode.BadRequest, UnknownId), await process.Runtime.RespondAsync(id, "second"));
        Assert.Equal(new(HttpStatusCode.BadRequest, UnknownId), await process.Runtime.FailAsync(id, "{}"));
        Assert.Equal("first", LambdaHost.Text(await outcome));
    }

    [Fact]
    public async Task Response_ToAnotherEnvironmentsEvent_IsRefused()
    {
        await using var host = await LambdaHost.StartAsync();
        var first = host.InvokeAsync("1");
        _ = host.InvokeAsync("2");
        var one = await host.Processes.NextAsync();
        var two = await host.Processes.NextAsync();
        var id = (await one.Runtime.NextAsync()).RequestId;
        await two.Runtime.NextAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await two.Runtime.RespondAsync(id, "theirs")).Status);
        Assert.False(first.IsCompleted);
    }

    [Fact]
    public async Task Connection_QuietBetweenTwoCalls_StaysOpen()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, _) = await host.WarmUpAsync();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPEndPoint.Parse(process.Start.Environment["AWS_LAMBDA_RUNTIME_API"]));
        await client.SendAsync("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        var answer = new byte[4096];
        var length = 0;
        do
        {
            length += await client.ReceiveAsync(answer.AsMemory(length));
        }
        while (answer[length - 1] != '}');

        // Kestrel looks for connections to close once a second.
        using var looks = new CancellationTokenSource(TimeSpan.FromSeconds(2.5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await client.ReceiveAsync(answer, looks.Token));
    }

    [Fact]
    public async Task Next_WhileAResponseIsOwed_IsRefused()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        _ = host.InvokeAsync();
        await next;

        Assert.Equal(HttpStatusCode.Forbidden, await process.Runtime.AskAsync());
    }

    [Fact]
    public async Task InitError_AfterInit_IsRefused()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, _) = await host.WarmUpAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await process.Runtime.FailInitAsync("{}")).Status);
    }

    [Theory]
    [InlineData("invocation/next")]
    [InlineData("invocation/1")]
    [InlineData("restore/error")]
    public async Task Call_ThatDoesNotExist_IsNotFound(string path)
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, _) = await host.WarmUpAsync();
        using var nothing = new ByteArrayContent([]);

        Assert.Equal(HttpStatusCode.NotFound, (await process.Runtime.PostAsync(path, nothing)).Status);
    }
}
