using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Iam;
using Chat.Emulator.Tests.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Lambda.Invoke;

public sealed class InvokeApiTests : IAsyncLifetime, IDisposable
{
    private const string Arn = $"arn:aws:lambda:eu-west-1:000000000000:function:{TestStack.Function}";

    private readonly StubLambda _lambda = new();
    private readonly SignallingTime _time = new(new DateTimeOffset(2041, 3, 5, 10, 11, 12, TimeSpan.Zero));
    private readonly Stack _stack = TestStack.With(TestStack.Allow("lambda:InvokeFunction", Arn));
    private readonly HttpClient _http = new();
    private CallerCredentials _credentials = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _credentials = new CallerCredentials(_stack);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<ILambdaInvoker>(_lambda);
        builder.Services.AddSingleton(TestStack.Access(_credentials));
        builder.Services.AddInvokeApi(_stack.Functions);
        _app = builder.Build();
        _app.UseInvokeApi();
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(TestStack.Function, "$LATEST")]
    [InlineData($"{TestStack.Function}:live", "7")]
    [InlineData("arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Awebsocket-send", "$LATEST")]
    [InlineData("000000000000:function:websocket-send", "$LATEST")]
    public async Task Invoke_ByAnyName_AnswersWithTheFunctionsPayload(string name, string version)
    {
        _lambda.Answers(TestStack.Function, """{"a":1}""");

        using var response = await InvokeAsync(name: name);

        Assert.Equal("""{"a":1}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(version, response.Headers.GetValues("X-Amz-Executed-Version").Single());
        Assert.False(response.Headers.Contains("X-Amz-Function-Error"));
        Assert.Equal("""{"x":"y"}""", (await _lambda.NextEventAsync(TestStack.Function)).ToJsonString());
    }

    [Fact]
    public async Task Invoke_FunctionFails_Is200WithTheErrorAsItPostedIt()
    {
        _lambda.On(TestStack.Function, new InvocationOutcome.FunctionFailed("E", "m") { Posted = """{"errorType":"E","stackTrace":["here"]}"""u8.ToArray() });
        using var posted = await InvokeAsync();
        _lambda.On(TestStack.Function, new InvocationOutcome.FunctionFailed("Sandbox.Timedout", "Task timed out"));
        using var timedOut = await InvokeAsync();

        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal("Unhandled", posted.Headers.GetValues("X-Amz-Function-Error").Single());
        Assert.Equal("""{"errorType":"E","stackTrace":["here"]}""", await posted.Content.ReadAsStringAsync());
        Assert.Equal("Task timed out", (string?)JsonNode.Parse(await timedOut.Content.ReadAsStringAsync())!["errorMessage"]);
    }

    [Fact]
    public async Task Event_FunctionFailsThreeTimes_IsTriedAfterOneAndTwoMinutesAndNoMore()
    {
        var calls = Channel.CreateUnbounded<int>();
        var count = 0;
        _lambda.On(TestStack.Function, (_, _) =>
        {
            calls.Writer.TryWrite(++count);
            return Task.FromResult<InvocationOutcome>(new InvocationOutcome.FunctionFailed("E", "m"));
        });

        using var response = await InvokeAsync(type: "Event");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(1, await calls.Reader.ReadAsync().AsTask().Soon());
        Assert.Equal(2, await NextAfterAsync(calls.Reader, TimeSpan.FromMinutes(1)));
        Assert.Equal(3, await NextAfterAsync(calls.Reader, TimeSpan.FromMinutes(2)));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(calls.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Event_ThatIsGivenUpAsTheTemplateSays_IsCountedAndShownWithItsDeadLetterQueue()
    {
        _lambda.Settings = new AsyncSettings { MaxRetries = 0, DeadLetterArns = ["arn:aws:sqs:eu-west-1:000000000000:dead"] };
        _lambda.On(TestStack.Function, new InvocationOutcome.FunctionFailed("E", "m"));
        using var counted = new CountedMetric(_app.Services.GetRequiredService<LambdaMetrics>().Meter, "emulator.lambda.events.given_up");

        using var response = await InvokeAsync(type: "Event", payload: """{"said":"hello"}""");

        Assert.Equal($"1 dead_lettered=True function={TestStack.Function}", await counted.NextAsync().Soon());
        var journal = _app.Services.GetRequiredService<EventJournal>();
        Assert.True(journal.TryRead(journal.Next - 1, out var entry));
        Assert.Equal(
            (JournalKind.GivenUp, TestStack.Function, "arn:aws:sqs:eu-west-1:000000000000:dead", "FunctionFailed", 1),
            (entry.Kind, entry.Function, entry.Detail, entry.Name, entry.Status));
        Assert.Equal(1, _lambda.Invocations);
    }

    [Fact]
    public async Task Event_OlderThanTheTemplateAllows_IsGivenUp()
    {
        _lambda.Settings = new AsyncSettings { MaxAge = TimeSpan.FromSeconds(60) };
        _lambda.On(TestStack.Function, new InvocationOutcome.FunctionFailed("E", "m"));
        using var counted = new CountedMetric(_app.Services.GetRequiredService<LambdaMetrics>().Meter, "emulator.lambda.events.given_up");

        using var response = await InvokeAsync(type: "Event");

        // The first repetition would come after a minute.
        Assert.Equal($"1 dead_lettered=False function={TestStack.Function}", await counted.NextAsync().Soon());
        Assert.Equal(1, _lambda.Invocations);
    }

    [Fact]
    public async Task DryRun_MayInvoke_Is204AndNothingRuns()
    {
        using var response = await InvokeAsync(type: "DryRun");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(0, _lambda.Invocations);
    }

    [Theory]
    [InlineData("nobody", "RequestResponse", 404, "ResourceNotFoundException")]
    [InlineData(TestStack.Function + ":nowhere", "RequestResponse", 404, "ResourceNotFoundException")]
    [InlineData(TestStack.Function, "Sometimes", 400, "InvalidParameterValueException")]
    public async Task Invoke_WhatCannotBe_IsRefused(string name, string type, int status, string errorType)
    {
        using var response = await InvokeAsync(name: name, type: type);

        Assert.Equal((status, errorType), ((int)response.StatusCode, response.Headers.GetValues("x-amzn-ErrorType").Single()));
    }

    [Theory]
    [InlineData("RequestResponse", (6 * 1024 * 1024) + 1)]
    [InlineData("Event", (1024 * 1024) + 1)]
    public async Task Invoke_TooLarge_Is413(string type, int length)
    {
        using var response = await InvokeAsync(type: type, payload: new string(' ', length));

        Assert.Equal((413, "RequestTooLargeException"), ((int)response.StatusCode, response.Headers.GetValues("x-amzn-ErrorType").Single()));
    }

    [Fact]
    public async Task Invoke_NoJson_Is400()
    {
        using var response = await InvokeAsync(payload: "{");

        Assert.Equal((400, "InvalidRequestContentException"), ((int)response.StatusCode, response.Headers.GetValues("x-amzn-ErrorType").Single()));
        Assert.Contains("Could not parse request body into json", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_Throttled_Is429()
    {
        _lambda.On(TestStack.Function, new InvocationOutcome.Throttled());

        using var response = await InvokeAsync();

        Assert.Equal((429, "TooManyRequestsException"), ((int)response.StatusCode, response.Headers.GetValues("x-amzn-ErrorType").Single()));
    }

    [Fact]
    public async Task Invoke_ByAFunctionThatMayNot_IsAccessDenied()
    {
        using var response = await InvokeAsync(name: "other", credential: _credentials.Credential(_stack));
        using var allowed = await InvokeAsync(credential: _credentials.Credential(_stack));

        Assert.Equal((403, "AccessDeniedException"), ((int)response.StatusCode, response.Headers.GetValues("x-amzn-ErrorType").Single()));
        Assert.StartsWith(
            $$"""{"Message":"User: {{TestStack.CallerArn}} is not authorized to perform: lambda:InvokeFunction on resource: """,
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    // The pause starts a moment after the call before it was seen: so the clock is moved until the next one comes.
    private async Task<int> NextAfterAsync(ChannelReader<int> calls, TimeSpan pause)
    {
        var next = calls.ReadAsync().AsTask();
        await _time.WaitForTimerAsync(pause).Soon();
        _time.Advance(pause - TimeSpan.FromSeconds(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        return await next.Soon();
    }

    private Task<HttpResponseMessage> InvokeAsync(
        string name = TestStack.Function, string type = "RequestResponse", string payload = """{"x":"y"}""", Credential? credential = null)
    {
        var body = Encoding.UTF8.GetBytes(payload);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_http.BaseAddress!, $"/2015-03-31/functions/{name}/invocations"))
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.Add("X-Amz-Invocation-Type", type);
        return _http.SendAsync(request.Sign(credential ?? _credentials.Find("test")!, "lambda", body, TimeProvider.System.GetUtcNow())).Soon();
    }
}
