using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

public sealed class StopTests
{
    [Fact]
    public async Task Dispose_EndsInvocationsEnvironmentsAndNexts()
    {
        var host = await LambdaHost.StartAsync(maxEnvironments: 2);
        var (idle, waiting) = await host.WarmUpAsync();
        var first = host.InvokeAsync("1");
        await waiting;
        var second = host.InvokeAsync("2");
        host.Time.Advance(LambdaQuotas.FirstEvent);
        var starting = await host.Processes.NextAsync();
        var third = host.InvokeAsync("3");
        var warmUp = host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None);

        await host.DisposeAsync().AsTask().WaitAsync(LambdaHost.Limit);

        foreach (var outcome in await Task.WhenAll(first, second, third))
        {
            Assert.EndsWith("The emulator is stopping.", LambdaHost.Failure(outcome).ErrorMessage);
        }

        Assert.IsType<WarmUpOutcome.Ready>(await warmUp);
        Assert.True(idle.Exited.IsCompleted && starting.Exited.IsCompleted);
        Assert.IsType<InvocationOutcome.Unreachable>(await host.InvokeAsync());
    }

    [Fact]
    public async Task Dispose_WhileWaitingInNext_EndsTheWaiting()
    {
        var host = await LambdaHost.StartAsync();
        var (_, waiting) = await host.WarmUpAsync();

        await host.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(LambdaHost.Limit));
        Assert.IsType<WarmUpOutcome.Failed>(await host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None));
    }

    [Fact]
    public async Task StopAccepting_LetsWhatIsUnderWayFinish()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync("1");
        var id = (await next).RequestId;

        var drained = host.Functions.StopAcceptingAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.IsType<InvocationOutcome.Unreachable>(await host.InvokeAsync("2"));
        Assert.False(drained.IsCompleted);
        await process.Runtime.RespondAsync(id, "done");

        await drained.WaitAsync(LambdaHost.Limit);
        Assert.Equal("done", LambdaHost.Text(await outcome));
    }

    [Fact]
    public async Task StopAccepting_GraceIsOver_ReturnsAndSaysSo()
    {
        await using var host = await LambdaHost.StartAsync();
        var (_, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        await next;
        var drained = host.Functions.StopAcceptingAsync(TimeSpan.FromSeconds(1), CancellationToken.None);

        host.Time.Advance(TimeSpan.FromSeconds(1));

        await drained.WaitAsync(LambdaHost.Limit);
        Assert.False(outcome.IsCompleted);
        Assert.Contains(host.Log.Entries, e => e.Message.Contains("still running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StopAccepting_WithNothingUnderWay_ReturnsAtOnce()
    {
        await using var host = await LambdaHost.StartAsync();

        await host.Functions.StopAcceptingAsync(TimeSpan.FromSeconds(1), CancellationToken.None).WaitAsync(LambdaHost.Limit);

        Assert.Equal(0, host.Processes.Count);
    }
}
