using System.Net;
using System.Net.Sockets;
using System.Text;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Processes;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Lambda;

public sealed class FailureTests
{
    [Fact]
    public async Task Timeout_WhileBusy_KillsTheEnvironmentAndTheNextEventGetsAnother()
    {
        await using var host = await LambdaHost.StartAsync(maxEnvironments: 1);
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        var id = (await next).RequestId;

        host.Time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(outcome.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(new("Sandbox.Timedout", $"RequestId: {id} Error: Task timed out after 3.00 seconds"), LambdaHost.Failure(await outcome));
        await process.Killed;
        await NextWorksAsync(host);
    }

    [Fact]
    public async Task Timeout_OfTheEventBefore_DoesNotHitTheNext()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var first = host.InvokeAsync("1");
        var id = (await next).RequestId;
        host.Time.Advance(TimeSpan.FromSeconds(2));
        await process.Runtime.RespondAsync(id, "1");
        await first;

        var second = host.InvokeAsync("2");
        id = (await process.Runtime.NextAsync()).RequestId;
        host.Time.Advance(TimeSpan.FromSeconds(2));
        await process.Runtime.RespondAsync(id, "2");

        Assert.Equal("2", LambdaHost.Text(await second));
    }

    [Fact]
    public async Task Timeout_WhileWaiting_NeverComes()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();

        host.Time.Advance(TimeSpan.FromHours(10));

        var outcome = host.InvokeAsync("{}");
        await process.Runtime.RespondAsync((await next).RequestId, "still there");
        Assert.Equal("still there", LambdaHost.Text(await outcome));
    }

    [Fact]
    public async Task Timeout_AfterTheResponse_EndsAnEnvironmentThatDoesNotComeBack()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        await process.Runtime.RespondAsync((await next).RequestId, "done");
        Assert.Equal("done", LambdaHost.Text(await outcome));

        host.Time.Advance(TimeSpan.FromSeconds(3));

        await process.Killed;
    }

    [Theory]
    [InlineData(1, "Runtime exited with error: exit status 1")]
    [InlineData(0, "Runtime exited without providing a reason")]
    [InlineData(137, "Runtime exited with error: signal: killed")]
    [InlineData(139, "Runtime exited with error: signal: segmentation fault")]
    public async Task Crash_WithAnEvent_FailsItAndTheNextGetsAFreshEnvironment(int exitCode, string reason)
    {
        await using var host = await LambdaHost.StartAsync(maxEnvironments: 1);
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        var id = (await next).RequestId;

        process.Exit(exitCode);

        Assert.Equal(new("Runtime.ExitError", $"RequestId: {id} Error: {reason}"), LambdaHost.Failure(await outcome));
        Assert.Contains(host.Log.Entries, e => e.Level == LogLevel.Warning && e.Message.Contains(id, StringComparison.Ordinal));
        await NextWorksAsync(host);
    }

    [Fact]
    public async Task Crash_WithoutAnEvent_IsReplacedByTheNextInvocation()
    {
        await using var host = await LambdaHost.StartAsync(maxEnvironments: 1);
        var (process, next) = await host.WarmUpAsync();
        process.Exit(1);
        await Assert.ThrowsAnyAsync<Exception>(() => next);
        await host.UntilAsync(counts => counts.Environments == 0);

        await NextWorksAsync(host);
    }

    [Fact]
    public async Task Code_ThatCanNotBeBuilt_FailsInvocationsWithoutWhatTheCompilerWrote()
    {
        await using var host = await LambdaHost.StartAsync(
            function: LambdaHost.Function with { Problem = "Send.csproj can't be built:\n  Send.cs(1,1): error CS0116" }, run: null);

        var failure = LambdaHost.Failure(await host.InvokeAsync());

        Assert.EndsWith("Error: Send.csproj can't be built.", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Message.Contains("CS0116", StringComparison.Ordinal));
        Assert.Contains("CS0116", host.Functions.FindProblem(LambdaHost.Name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_ProcessExits_FailsOneInvocationPerStart()
    {
        await using var host = await LambdaHost.StartAsync(maxEnvironments: 1);
        var first = host.InvokeAsync("1");
        var second = host.InvokeAsync("2");

        var process = await host.Processes.NextAsync();
        process.Write("Unhandled exception: no WEBSOCKET_TABLE", isError: true);
        process.Exit(134);

        var failure = LambdaHost.Failure(await first);
        Assert.Equal("Runtime.ExitError", failure.ErrorType);
        Assert.EndsWith("Error: Runtime exited with error: signal: aborted", failure.ErrorMessage);
        Assert.Single(host.Log.Entries, e => e.Message.Contains("no WEBSOCKET_TABLE", StringComparison.Ordinal));
        Assert.Contains(host.Log.Entries, e => e.Level == LogLevel.Warning && e.Message.Contains("did not start", StringComparison.Ordinal));
        await (await host.Processes.NextAsync()).Runtime.EchoAsync();
        Assert.Equal("2", LambdaHost.Text(await second));
        Assert.Equal(2, host.Processes.Count);
    }

    [Fact]
    public async Task Init_ErrorPosted_FailsTheInvocationInTheFunctionsWords()
    {
        await using var host = await LambdaHost.StartAsync();
        var outcome = host.InvokeAsync();
        var process = await host.Processes.NextAsync();

        var answer = await process.Runtime.FailInitAsync("""{"errorMessage":"no handler","errorType":"Runtime.HandlerNotFound"}""");
        process.Exit(1);

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(new("Runtime.HandlerNotFound", "no handler"), LambdaHost.Failure(await outcome));
    }

    [Fact]
    public async Task Init_ErrorPostedButNoExit_IsEndedSoon()
    {
        await using var host = await LambdaHost.StartAsync();
        var outcome = host.InvokeAsync();
        var process = await host.Processes.NextAsync();
        await process.Runtime.FailInitAsync("""{"errorMessage":"no handler","errorType":"Runtime.HandlerNotFound"}""");

        host.Time.Advance(LambdaQuotas.InitErrorExit);

        Assert.Equal("Runtime.HandlerNotFound", LambdaHost.Failure(await outcome).ErrorType);
        await process.Killed;
    }

    [Fact]
    public async Task Init_TakesTooLong_FailsTheInvocation()
    {
        await using var host = await LambdaHost.StartAsync();
        var outcome = host.InvokeAsync();
        var process = await host.Processes.NextAsync();

        host.Time.Advance(LambdaQuotas.CommandInitTimeout);

        var failure = LambdaHost.Failure(await outcome);
        Assert.Equal("Sandbox.Timedout", failure.ErrorType);
        Assert.EndsWith("Init timed out: the function did not ask for an event", failure.ErrorMessage);
        await process.Killed;
    }

    [Fact]
    public async Task Start_CommandCannotBeStarted_FailsTheInvocation()
    {
        await using var host = await LambdaHost.StartAsync();
        host.Processes.Failure = new ChildProcessException("send: not found");

        var failure = LambdaHost.Failure(await host.InvokeAsync());

        Assert.Equal("Runtime.InvalidEntrypoint", failure.ErrorType);
        Assert.EndsWith("Error: send: not found", failure.ErrorMessage);
    }

    [Fact]
    public async Task Start_NoCommandForTheRuntime_FailsTheInvocationAndSaysWhatToDo()
    {
        await using var host = await LambdaHost.StartAsync(run: null, function: LambdaHost.Function with { Runtime = "java21" });

        var failure = LambdaHost.Failure(await host.InvokeAsync());

        Assert.Contains("java21", failure.ErrorMessage);
        Assert.Contains("--run websocket-send=", failure.ErrorMessage);
    }

    [Fact]
    public async Task Connection_LostWhileWaiting_GivesTheEventToAnother()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        process.Runtime.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => next);

        await host.UntilAsync(counts => counts.Idle == 0);

        var outcome = host.InvokeAsync("{}");
        host.Time.Advance(LambdaQuotas.Return);

        await (await host.Processes.NextAsync()).Runtime.EchoAsync();
        Assert.Equal("{}", LambdaHost.Text(await outcome));
    }

    [Fact]
    public async Task HandOver_Fails_GivesTheEventToAnotherBeforeLaterOnes()
    {
        await using var host = await LambdaHost.StartAsync(maxEnvironments: 1);
        var gone = host.Pool.Events.Attach()!;
        var asked = host.Pool.Events.Ask(gone)!;
        var first = host.InvokeAsync("1");
        var second = host.InvokeAsync("2");
        var taken = await asked.Task;

        host.Pool.Events.TakeBack(gone, taken!);

        var another = host.Pool.Events.Ask(gone)!;
        var again = (await another.Task)!;
        Assert.Equal("1", Encoding.UTF8.GetString(again.Payload.Span));
        Assert.Equal(taken!.RequestId, again.RequestId);
        Assert.False(first.IsCompleted || second.IsCompleted);
    }

    [Fact]
    public async Task Next_AskedAgainOnANewConnection_GetsTheEventThere()
    {
        await using var host = await LambdaHost.StartAsync();
        var environment = host.Pool.Events.Attach()!;
        var former = host.Pool.Events.Ask(environment)!;
        var latter = host.Pool.Events.Ask(environment)!;

        _ = host.InvokeAsync();

        Assert.NotNull(await latter.Task.WaitAsync(LambdaHost.Limit));
        Assert.Null(await former.Task);
    }

    [Fact]
    public async Task Address_OfAnEndedEnvironment_IsClosed()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, _) = await host.WarmUpAsync();
        process.Exit(1);
        await host.UntilAsync(counts => counts.Environments == 0);
        await NextWorksAsync(host);

        using var late = new RuntimeClient(process.Start.Environment["AWS_LAMBDA_RUNTIME_API"]);

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => late.AskAsync());
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refusal.InnerException).SocketErrorCode);
    }

    private static async Task NextWorksAsync(LambdaHost host)
    {
        var outcome = host.InvokeAsync("next");
        await (await host.Processes.NextAsync()).Runtime.EchoAsync();
        Assert.Equal("next", LambdaHost.Text(await outcome));
    }
}
