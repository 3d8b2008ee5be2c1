using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>The end of the gateway: what it leaves undone is counted.</summary>
public sealed class GatewayShutdownTests
{
    [Fact]
    public async Task Stop_WhatIsLeftEndsWhenItIsAbandoned_IsCountedAllTheSame()
    {
        using var log = new RecordingLog();
        await using var gateway = await TestGateway.StartAsync(
            TestApi.WithRoutes("$disconnect"), services: services => services.AddLogging(logging => logging.AddProvider(log)));
        var work = gateway.Get<RunningWork>();
        work.Begin();
        using var ending = work.Abandoned.Register(work.End);

        var stopping = gateway.Get<IEnumerable<IHostedService>>().OfType<GatewayShutdown>().Single().StoppingAsync(CancellationToken.None);
        gateway.Time.Advance(GatewayLimits.Default.StopTimeout);
        await stopping.Soon();

        Assert.Single(log.Entries, entry => entry.Message.Contains("stopping 1 connections and invocations were left undone", StringComparison.Ordinal));
    }
}
