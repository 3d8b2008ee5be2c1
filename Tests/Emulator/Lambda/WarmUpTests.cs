using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

public sealed class WarmUpTests
{
    [Fact]
    public async Task WarmUp_Ready_LeavesAnEnvironmentForTheFirstInvocation()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();

        var outcome = host.InvokeAsync("first");
        await process.Runtime.RespondAsync((await next).RequestId, "warm");

        Assert.Equal("warm", LambdaHost.Text(await outcome));
        Assert.Equal(1, host.Processes.Count);
    }

    [Fact]
    public async Task WarmUp_Twice_StartsOneEnvironment()
    {
        await using var host = await LambdaHost.StartAsync();
        var first = host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None);
        var second = host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None);

        _ = (await host.Processes.NextAsync()).Runtime.NextAsync();

        Assert.All(await Task.WhenAll(first, second).WaitAsync(LambdaHost.Limit), outcome => Assert.IsType<WarmUpOutcome.Ready>(outcome));
        Assert.Equal(1, host.Processes.Count);
    }

    [Fact]
    public async Task WarmUp_ProcessExits_HasTheReasonAndTheLastOutput()
    {
        await using var host = await LambdaHost.StartAsync();
        var warmUp = host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None);
        var process = await host.Processes.NextAsync();
        for (var line = 1; line <= 30; line++)
        {
            process.Write($"line {line}", isError: true);
        }

        process.Exit(1);

        var failed = Assert.IsType<WarmUpOutcome.Failed>(await warmUp.WaitAsync(LambdaHost.Limit));
        Assert.Equal("Runtime.ExitError", failed.ErrorType);
        Assert.Equal("Runtime exited with error: exit status 1", failed.ErrorMessage);
        Assert.Equal(Enumerable.Range(11, 20).Select(line => $"line {line}"), failed.LastOutput);
    }

    [Fact]
    public async Task WarmUp_NoBootstrap_SaysWhatToDo()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using var host = await LambdaHost.StartAsync(run: null, function: LambdaHost.Function with { CodeFolder = folder.FullName });

        var outcome = await host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None).WaitAsync(LambdaHost.Limit);

        var failed = Assert.IsType<WarmUpOutcome.Failed>(outcome);
        Assert.Equal("Runtime.InvalidEntrypoint", failed.ErrorType);
        Assert.Contains($"There is no bootstrap in {folder.FullName}", failed.ErrorMessage);
        Assert.Contains("--run websocket-send=COMMAND", failed.ErrorMessage);
        folder.Delete();
    }

    [Fact]
    public async Task WarmUp_UnknownFunction_Fails()
    {
        await using var host = await LambdaHost.StartAsync();

        Assert.IsType<WarmUpOutcome.Failed>(await host.Functions.WarmUpAsync("websocket-nobody", CancellationToken.None));
    }
}
