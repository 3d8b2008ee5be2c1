using System.Globalization;
using System.Net;
using System.Text;
using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

public sealed class InvocationTests
{
    [Fact]
    public async Task Invoke_FirstTime_StartsAnEnvironmentThatGetsTheEvent()
    {
        await using var host = await LambdaHost.StartAsync();
        var outcome = host.InvokeAsync("""{"body":"é"}""");
        var process = await host.Processes.NextAsync();

        var next = await process.Runtime.EchoAsync();

        Assert.Equal("""{"body":"é"}""", next.Payload);
        Assert.Equal("""{"body":"é"}""", LambdaHost.Text(await outcome));
    }

    [Fact]
    public async Task Next_Headers_AreThoseOfTheRuntimeApi()
    {
        await using var host = await LambdaHost.StartAsync();
        var (_, next) = await host.WarmUpAsync();
        _ = host.InvokeAsync(traceId: "Root=1-5759e988-bd862e3fe1be46a994272793");

        var headers = (await next).Headers;

        var deadline = host.Time.GetUtcNow() + TimeSpan.FromSeconds(3);
        Assert.True(Guid.TryParseExact(headers["Lambda-Runtime-Aws-Request-Id"], "D", out _));
        Assert.Equal(deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), headers["Lambda-Runtime-Deadline-Ms"]);
        Assert.Equal(LambdaHost.Function.Arn, headers["Lambda-Runtime-Invoked-Function-Arn"]);
        Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793", headers["Lambda-Runtime-Trace-Id"]);
        Assert.DoesNotContain("Server", headers.Keys);
    }

    [Fact]
    public async Task Next_WithoutATraceId_HasOneOfItsOwn()
    {
        await using var host = await LambdaHost.StartAsync();
        var (_, next) = await host.WarmUpAsync();
        _ = host.InvokeAsync();

        Assert.Matches("^Root=1-69c91440-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", (await next).Headers["Lambda-Runtime-Trace-Id"]);
    }

    [Fact]
    public async Task Invoke_OneAfterTheOther_UsesOneEnvironment()
    {
        await using var host = await LambdaHost.StartAsync();
        var first = host.InvokeAsync("1");
        var process = await host.Processes.NextAsync();

        for (var i = 1; i < 100; i++)
        {
            await process.Runtime.EchoAsync();
            Assert.Equal($"{i}", LambdaHost.Text(await first));
            first = host.InvokeAsync($"{i + 1}");
        }

        Assert.Equal(1, host.Processes.Count);
    }

    [Fact]
    public async Task Invoke_WhileAllAreBusy_ScalesOutToTheLimitThenWaits()
    {
        await using var host = await LambdaHost.StartAsync(maxEnvironments: 2);
        var outcomes = Enumerable.Range(1, 4).Select(i => host.InvokeAsync($"{i}")).ToArray();
        var one = await host.Processes.NextAsync();
        var two = await host.Processes.NextAsync();

        var first = await one.Runtime.NextAsync();
        var second = await two.Runtime.NextAsync();
        Assert.Equal(["1", "2"], [first.Payload, second.Payload]);
        Assert.All(outcomes, outcome => Assert.False(outcome.IsCompleted));

        await two.Runtime.RespondAsync(second.RequestId, "from two");
        await two.Runtime.EchoAsync();
        await two.Runtime.EchoAsync();
        await one.Runtime.RespondAsync(first.RequestId, "from one");

        Assert.Equal(["from one", "from two", "3", "4"], (await Task.WhenAll(outcomes)).Select(LambdaHost.Text));
        Assert.Equal(2, host.Processes.Count);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(100, 100)]
    [InlineData(900, 250)]
    public async Task Invoke_WhileTheOnlyEnvironmentIsBusy_StartsAnotherOnceTheEventHasWaitedAsLongAsAStartTakes(int startMs, int waitMs)
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var warming = host.InvokeAsync("0");
        var given = await next;
        host.Time.Advance(TimeSpan.FromMilliseconds(startMs));
        await process.Runtime.RespondAsync(given.RequestId, "0");
        await warming;
        var first = host.InvokeAsync("1");
        var handed = await process.Runtime.NextAsync();
        var second = host.InvokeAsync("2");

        await AssertStartsAfterAsync(host, TimeSpan.FromMilliseconds(waitMs));
        Assert.Equal("2", LambdaHost.Text(await second));

        await process.Runtime.RespondAsync(handed.RequestId, "1");
        Assert.Equal("1", LambdaHost.Text(await first));
    }

    [Fact]
    public async Task Invoke_SomebodyIsAlwaysWaitingThoughNobodyForLong_StartsAnother()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var outcomes = new List<Task<InvocationOutcome>> { host.InvokeAsync("0") };
        await process.Runtime.RespondAsync((await next).RequestId, "0");
        await outcomes[0];

        // One is at work, two wait; every 10 ms one is done and another comes.
        outcomes.AddRange([host.InvokeAsync("1"), host.InvokeAsync("2"), host.InvokeAsync("3")]);
        var current = await process.Runtime.NextAsync();
        host.Time.Advance(TimeSpan.FromMilliseconds(10));
        outcomes.Add(host.InvokeAsync("4"));
        await process.Runtime.RespondAsync(current.RequestId, "1");
        current = await process.Runtime.NextAsync();
        await process.Runtime.RespondAsync(current.RequestId, "2");
        current = await process.Runtime.NextAsync();
        host.Time.Advance(TimeSpan.FromMilliseconds(9));
        Assert.Equal(1, host.Processes.Count);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));

        var second = await host.Processes.NextAsync();
        await second.Runtime.EchoAsync();
        await process.Runtime.RespondAsync(current.RequestId, "3");
        Assert.Equal(["0", "1", "2", "3", "4"], (await Task.WhenAll(outcomes)).Select(LambdaHost.Text));
    }

    [Fact]
    public async Task Invoke_WhileTheOnlyEnvironmentHasItsFirstEvent_StartsAnotherLater()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var first = host.InvokeAsync("1");
        var handed = await next;
        var second = host.InvokeAsync("2");

        await AssertStartsAfterAsync(host, LambdaQuotas.FirstEvent);
        Assert.Equal("2", LambdaHost.Text(await second));

        await process.Runtime.RespondAsync(handed.RequestId, "1");
        Assert.Equal("1", LambdaHost.Text(await first));
    }

    private static async Task AssertStartsAfterAsync(LambdaHost host, TimeSpan span)
    {
        host.Time.Advance(span - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, host.Processes.Count);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await (await host.Processes.NextAsync()).Runtime.EchoAsync();
    }

    [Fact]
    public async Task Invoke_WhileTheEnvironmentTakesLongToComeBack_StartsAnother()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var first = host.InvokeAsync("1");
        await process.Runtime.RespondAsync((await next).RequestId, "1");
        await first;

        var second = host.InvokeAsync("2");
        Assert.Equal(1, host.Processes.Count);
        host.Time.Advance(LambdaQuotas.Return);

        await (await host.Processes.NextAsync()).Runtime.EchoAsync();
        Assert.Equal("2", LambdaHost.Text(await second));
    }

    [Fact]
    public async Task Invoke_SeveralWaiting_TakesTheLastToBecomeFree()
    {
        await using var host = await LambdaHost.StartAsync();
        var first = host.Pool.Events.Ask(host.Pool.Events.Attach()!)!;
        var last = host.Pool.Events.Ask(host.Pool.Events.Attach()!)!;

        _ = host.InvokeAsync("3");

        var invocation = await last.Task.WaitAsync(LambdaHost.Limit);
        Assert.Equal("3", Encoding.UTF8.GetString(invocation!.Payload.Span));
        Assert.False(first.Task.IsCompleted);
    }

    [Fact]
    public async Task Invoke_QueueFull_IsThrottled()
    {
        await using var host = await LambdaHost.StartAsync(maxEnvironments: 1);
        var accepted = Enumerable.Range(0, LambdaQuotas.MaxWaiting).Select(_ => host.InvokeAsync()).ToArray();

        Assert.IsType<InvocationOutcome.Throttled>(await host.InvokeAsync());

        var process = await host.Processes.NextAsync();
        await process.Runtime.EchoAsync();
        await Task.WhenAny(accepted);
        var another = host.InvokeAsync();
        Assert.IsType<InvocationOutcome.Throttled>(await host.InvokeAsync());
        Assert.False(another.IsCompleted);
        Assert.Equal(2, host.Log.Entries.Count(e => e.Message.Contains("throttled", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Invoke_Cancelled_StopsTheWaitingNotTheFunction()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        using var cancellation = new CancellationTokenSource();
        var outcome = host.InvokeAsync("1", cancellationToken: cancellation.Token);
        var started = await next;

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outcome);
        var answer = await process.Runtime.RespondAsync(started.RequestId, "late");
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.False(process.Exited.IsCompleted);
    }

    [Fact]
    public async Task Invoke_UnknownFunction_IsUnreachable()
    {
        await using var host = await LambdaHost.StartAsync();

        var outcome = await host.Functions.InvokeAsync(new("websocket-nobody", default), CancellationToken.None);

        Assert.Contains("websocket-nobody", Assert.IsType<InvocationOutcome.Unreachable>(outcome).Reason);
    }

    [Fact]
    public async Task Process_Start_HasTheCommandTheFolderAndTheVariables()
    {
        await using var host = await LambdaHost.StartAsync(run: "dotnet \"My Functions.dll\" --quiet");
        _ = host.InvokeAsync();

        var start = (await host.Processes.NextAsync()).Start;

        Assert.Equal("dotnet", start.FileName);
        Assert.Equal(["My Functions.dll", "--quiet"], start.Arguments.AsEnumerable());
        Assert.Equal(LambdaHost.Function.CodeFolder, start.WorkingDirectory);
        Assert.Equal("websocket-connections", start.Environment["WEBSOCKET_TABLE"]);
        Assert.Equal("AKIALOCALSEND", start.Environment["AWS_ACCESS_KEY_ID"]);
        Assert.StartsWith("127.0.0.1:", start.Environment["AWS_LAMBDA_RUNTIME_API"]);
    }

    [Fact]
    public async Task Process_Output_IsLoggedWithTheFunctionsNameAsCategory()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, _) = await host.WarmUpAsync();

        process.Write("hello from the function");

        Assert.Contains(host.Log.Entries, e => e is { Category: LambdaHost.Name, Message: "hello from the function" });
    }
}
