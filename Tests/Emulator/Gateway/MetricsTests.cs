using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Chat.Emulator.Gateway;
using Chat.Emulator.Invocations;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway;

/// <summary>Everything that goes wrong is counted under API Gateway's name for it.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Gateway_AtWork_CountsUnderApiGatewaysNames()
    {
        // An API id of its own: other tests' gateways have meters of the same name.
        const string ApiId = "metricsapi";
        var counts = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Count(instrument, 1, tags));
        listener.Start();
        var lambda = new StubLambda()
            .On("fails", new InvocationOutcome.FunctionFailed("Error", "boom"))
            .On("missing", new InvocationOutcome.Unreachable("no such function"))
            .Answers("malformed", "7");
        var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect", "fails", "missing", "malformed") with { ApiId = ApiId }, lambda);
        await using (gateway)
        {
            var (client, _) = await gateway.ConnectKnownAsync();
            await using var client1 = client;
            foreach (var action in new[] { "fails", "missing", "malformed", "unknown" })
            {
                await client.SendTextAsync($$"""{"action":"{{action}}"}""");
                await client.ReadTextAsync();
            }

            using var gone = await gateway.PostAsync("AbCdFfGhIjMCKlM=", "x");
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        }

        Assert.Equal(1, counts["ConnectCount"]);
        Assert.Equal(8, counts["MessageCount"]);
        Assert.Equal(1, counts["IntegrationError"]);
        Assert.Equal(2, counts["ExecutionError"]);
        Assert.Equal(2, counts["ClientError"]);
        Assert.Equal(4, counts["IntegrationLatency"]);

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "ApiId", Value: ApiId })
                {
                    counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
                }
            }
        }
    }
}
