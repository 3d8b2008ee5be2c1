using System.Diagnostics;
using Chat.Emulator.Gateway;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Invocations;
using Chat.Emulator.Options;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Tests.Lambda;
using Chat.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Telemetry;

/// <summary>Spans where somebody listens, none where nobody does.</summary>
public sealed class GatewaySpansTests
{
    // Listeners are the process's, and other tests run beside these: this one listens to the flow of its own test alone.
    private static readonly AsyncLocal<List<Activity>?> Heard = new();

    [Fact]
    public void Span_NobodyListens_IsNone()
    {
        var time = new FakeTimeProvider();
        var connection = NewConnection(time);
        var request = new DefaultHttpContext().Request;

        Assert.Null(GatewaySpans.StartMessage().Of(connection));
        Assert.Null(GatewaySpans.StartHandshake(request).Of(connection));
        Assert.Null(GatewaySpans.StartDisconnect().Of(connection));
        Assert.Null(GatewaySpans.StartPostBack(request, connection.Id.Value));
        Assert.Null(GatewaySpans.StartTableCall(request));
        Assert.Null(GatewaySpans.StartInvokeCall(request, "hello"));
        Assert.Null(GatewaySpans.StartInvocation(LambdaHost.Name, LambdaHost.Function.Arn));
        Assert.Null(Activity.Current);
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$", EventStamp.Mint(time, null).TraceId);
    }

    [Fact]
    public void Message_InAHandshakesRequest_IsARootAllTheSame()
    {
        using var listener = Listen();
        using var request = new Activity("Microsoft.AspNetCore.Hosting.HttpRequestIn").Start();

        using var message = GatewaySpans.StartMessage().Of(NewConnection(new FakeTimeProvider()))!;
        using var invocation = GatewaySpans.StartInvocation(LambdaHost.Name, LambdaHost.Function.Arn)!;

        Assert.Equal(default, message.ParentSpanId);
        Assert.NotEqual(request.TraceId, message.TraceId);
        Assert.Equal((message.TraceId, message.SpanId), (invocation.TraceId, invocation.ParentSpanId));
        Assert.Equal($"Root=1-{message.TraceId.ToHexString().Insert(8, "-")}", EventStamp.Mint(TimeProvider.System, message).TraceId);
    }

    [Fact]
    public async Task Invocation_Traced_TellsTheFunctionItsSpanAndTheRequestId()
    {
        using var listener = Listen();
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();

        var outcome = host.InvokeAsync(traceId: "Root=1-5759e988-bd862e3fe1be46a994272793");
        var headers = (await next).Headers;
        await process.Runtime.RespondAsync(headers["Lambda-Runtime-Aws-Request-Id"], "{}");
        await outcome;

        var span = Assert.Single(Heard.Value!);
        Assert.Equal(XRayTraceHeader.Format(span.Context), headers["Lambda-Runtime-Trace-Id"]);
        Assert.EndsWith(";Sampled=1", headers["Lambda-Runtime-Trace-Id"], StringComparison.Ordinal);
        Assert.Equal(headers["Lambda-Runtime-Aws-Request-Id"], span.GetTagItem("faas.invocation_id"));
        Assert.Equal(("websocket-send", "eu-central-1"), (span.GetTagItem("faas.invoked_name"), span.GetTagItem("faas.invoked_region")));
        Assert.True(span.IsStopped);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null, "b7ad6b7169203331")]
    [InlineData(null, "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", "53995c3f42cd8ad8")]
    [InlineData(
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        "b7ad6b7169203331")]
    [InlineData("nonsense", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", "53995c3f42cd8ad8")]
    [InlineData("nonsense", "nonsense", "0000000000000000")]
    [InlineData(null, null, "0000000000000000")]
    public void Call_WithEitherHeader_IsBelowItsCaller(string? traceParent, string? xRay, string parentSpanId)
    {
        using var listener = Listen();
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.Headers.TraceParent = traceParent;
        request.Headers[XRayTraceHeader.Name] = xRay;

        using var span = GatewaySpans.StartPostBack(request, "AbCdFfGhIjMCKlM=")!;

        Assert.Equal("POST @connections", span.DisplayName);
        Assert.Equal(parentSpanId, span.ParentSpanId.ToHexString());
    }

    private static Connection NewConnection(TimeProvider time) => new(time, GatewayLimits.Default)
    {
        ApiId = "a1b2c3d4e5",
        StageName = "demo",
        DomainName = "localhost",
        Identity = new ConnectionIdentity("127.0.0.1", null),
    };

    private static ActivityListener Listen()
    {
        Heard.Value = [];
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GatewaySpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                Heard.Value is null ? ActivitySamplingResult.None : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = span => Heard.Value?.Add(span),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
