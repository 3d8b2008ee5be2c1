using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Who would be frozen on AWS: an environment that has no event.</summary>
public sealed class FrozenTests
{
    [Fact]
    public async Task FindFrozen_FollowsTheEventsOfTheEnvironmentThatHasTheToken()
    {
        await using var host = await LambdaHost.StartAsync();
        var warmUp = host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None);
        var process = await host.Processes.NextAsync();
        var token = process.Start.Environment["AWS_SESSION_TOKEN"];
        Assert.Null(host.Functions.FindFrozen(token));

        var next = process.Runtime.NextAsync();
        await warmUp.WaitAsync(LambdaHost.Limit);
        Assert.Equal(LambdaHost.Name, host.Functions.FindFrozen(token));

        var outcome = host.InvokeAsync();
        var received = await next;
        Assert.Null(host.Functions.FindFrozen(token));

        await process.Runtime.RespondAsync(received.RequestId, "{}");
        await outcome;
        Assert.Equal(LambdaHost.Name, host.Functions.FindFrozen(token));
    }

    [Fact]
    public async Task FindFrozen_OneEnvironmentBusyAndOneNot_TellsThemApart()
    {
        await using var host = await LambdaHost.StartAsync();
        var (first, next) = await host.WarmUpAsync();
        _ = host.InvokeAsync();
        await next;
        _ = host.InvokeAsync();
        host.Time.Advance(LambdaQuotas.FirstEvent);
        var second = await host.Processes.NextAsync();
        var received = await second.Runtime.NextAsync();
        await second.Runtime.RespondAsync(received.RequestId, "{}");

        Assert.Null(host.Functions.FindFrozen(first.Start.Environment["AWS_SESSION_TOKEN"]));
        Assert.Equal(LambdaHost.Name, host.Functions.FindFrozen(second.Start.Environment["AWS_SESSION_TOKEN"]));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("local.")]
    [InlineData("local.0123456789abcdef")]
    [InlineData("")]
    public async Task FindFrozen_TokenOfNobody_IsNobody(string token)
    {
        await using var host = await LambdaHost.StartAsync();

        Assert.Null(host.Functions.FindFrozen(token));
    }
}
