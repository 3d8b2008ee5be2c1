using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests.Telemetry;

/// <summary>
/// The chat as a process, its functions as processes of their own, and a collector that both send to. Everything is looked at when the
/// emulator has ended: by then everybody has sent what there was.
/// </summary>
public sealed class TelemetryTests(TelemetryTests.Conversation conversation) : IClassFixture<TelemetryTests.Conversation>
{
    private readonly OtlpSpan[] _spans = [.. conversation.Receiver.Spans];

    [LinuxFact]
    public void Message_ToThreeRecipients_IsOneTraceWithTheRightParents()
    {
        var message = Assert.Single(_spans, span => span.Name == "sendMessage");
        var trace = _spans.Where(span => span.TraceId == message.TraceId).ToList();

        // Gateway, invocation, function.
        Assert.Equal(("emulator", OtlpSpanKind.Server, ""), (message.Service, message.Kind, message.ParentSpanId));
        var invocation = Assert.Single(Below(message));
        Assert.Equal(("emulator", OtlpSpanKind.Client, "websocket-send"), (invocation.Service, invocation.Kind, invocation.Name));
        var function = Assert.Single(Below(invocation));
        Assert.Equal(("websocket-send", OtlpSpanKind.Server, "websocket-send"), (function.Service, function.Kind, function.Name));
        Assert.Equal(invocation.Attributes["faas.invocation_id"], function.Attributes["faas.invocation_id"]);

        // DynamoDB: the function's call, its HTTP request, the table's door. Behind the posts the lobby: its last message, its epoch, the message, its members.
        var calls = Below(function);
        Assert.Equal(
            [
                "DynamoDB.GetItem", "DynamoDB.PutItem", "DynamoDB.PutItem", "DynamoDB.Query", "DynamoDB.Query", "DynamoDB.Scan",
                "PostToConnection", "PostToConnection", "PostToConnection",
            ],
            calls.Select(call => call.Name).Order());
        var scan = Arrival(calls.Single(call => call.Name == "DynamoDB.Scan"));
        Assert.Equal(("emulator", OtlpSpanKind.Server, "DynamoDB.Scan"), (scan.Service, scan.Kind, scan.Name));

        // Each post-back: the same, to @connections.
        var posts = calls.Where(call => call.Name == "PostToConnection").Select(Arrival).ToList();
        Assert.All(posts, post => Assert.Equal(
            ("emulator", OtlpSpanKind.Server, "POST @connections", "200"),
            (post.Service, post.Kind, post.Name, post.Attributes["http.response.status_code"])));
        Assert.Equal(3, posts.Select(post => post.Attributes["apigateway.connection_id"]).Distinct().Count());

        // And nothing else.
        Assert.Equal(3 + (6 * 3) + (3 * 3), trace.Count);
        Assert.All(trace, span => Assert.True(span.Start <= span.End));

        OtlpSpan[] Below(OtlpSpan parent) => [.. trace.Where(span => span.ParentSpanId == parent.SpanId)];

        OtlpSpan Arrival(OtlpSpan call)
        {
            var request = Assert.Single(Below(call));
            Assert.Equal(("websocket-send", "System.Net.Http"), (request.Service, request.Source));
            return Assert.Single(Below(request));
        }
    }

    [LinuxFact]
    public void Traces_OfAWholeConversation_HaveOneRootEachAndNoOrphan()
    {
        foreach (var trace in _spans.GroupBy(span => span.TraceId))
        {
            var ids = trace.Select(span => span.SpanId).ToHashSet();
            Assert.Single(trace, span => span.ParentSpanId == "");
            Assert.DoesNotContain(trace, span => span.ParentSpanId != "" && !ids.Contains(span.ParentSpanId));
            Assert.Equal(ids.Count, trace.Count());
        }

        var roots = _spans.Where(span => span.ParentSpanId == "").Select(span => span.Name).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["$connect", "$connect", "$connect", "$default", "$disconnect", "$disconnect", "$disconnect", "sendMessage"], roots);
    }

    [LinuxFact]
    public void Handshake_Accepted_IsOneTraceUpToTheTable()
    {
        var handshakes = _spans.Where(span => span is { Name: "$connect", ParentSpanId: "" }).ToList();

        Assert.All(handshakes, handshake =>
        {
            Assert.Equal("101", handshake.Attributes["http.response.status_code"]);
            var trace = _spans.Where(span => span.TraceId == handshake.TraceId).ToList();
            Assert.Equal(
                ["$connect", "DynamoDB.PutItem", "DynamoDB.PutItem", "POST", "websocket-connect", "websocket-connect"],
                trace.Select(span => span.Name).Order(StringComparer.Ordinal));
        });
    }

    [LinuxFact]
    public void Metrics_OfGatewayAndFunction_ArriveUnderTheirNames()
    {
        Assert.Equal(3UL, Last("ConnectCount").Value);
        // Two in; three copies of the text and one refusal out, which the hub's function posts: $default takes what no other route does.
        Assert.Equal(6UL, Last("MessageCount").Value);
        Assert.Equal(4UL, Last("PostBackCount", ("Outcome", "delivered")).Value);
        Assert.Equal(1UL, Last("IntegrationLatency", ("Route", "sendMessage")).Value);
        Assert.Contains(conversation.Receiver.Points, point => point is { Name: "OpenConnections", Value: 3 });
        Assert.Contains(conversation.Receiver.Points, point => point.Name == "QueuedMessages");
        Assert.Equal("websocket-send", Last("chat.broadcast.recipients", ("outcome", "delivered")).Service);
        Assert.Equal(3UL, Last("chat.broadcast.recipients", ("outcome", "delivered")).Value);
    }

    [LinuxFact]
    public void Logs_OfGatewayAndFunction_CarryTheirTrace()
    {
        var sent = Assert.Single(conversation.Receiver.Logs, log => log.Service == "websocket-send" && log.Attributes.ContainsKey("Delivered"));
        var function = Assert.Single(_spans, span => span.Service == "websocket-send" && span.Name == "websocket-send");
        Assert.Equal((function.TraceId, function.SpanId, "3"), (sent.TraceId, sent.SpanId, sent.Attributes["Delivered"]));

        // A function's process outlives the event that it was started for: its output is of no trace that the emulator knows.
        Assert.All(
            conversation.Receiver.Logs.Where(log => log is { Service: "emulator", Category: "websocket-send" }),
            line => Assert.Equal("", line.TraceId));
    }

    private OtlpPoint Last(string name, params (string Key, string Value)[] attributes) => conversation.Receiver.Points.Last(point =>
        point.Name == name && attributes.All(attribute => point.Attributes.GetValueOrDefault(attribute.Key) == attribute.Value));

    /// <summary>Three people, one message, one mistake, the end.</summary>
    public sealed class Conversation : IAsyncLifetime
    {
        internal OtlpReceiver Receiver { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Receiver = await OtlpReceiver.StartAsync();
            if (!OperatingSystem.IsLinux())
            {
                return;
            }

            // Often, so that one falls between the last handshake and the end.
            Receiver.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "100";
            await using var emulator = RunningProcess.StartWith(
                Receiver.Environment,
                Repository.Dotnet,
                Repository.Emulator,
                Repository.CloudAssembly,
                "--port",
                "0",
                "--run",
                $"{EmulatorOptions.EveryFunction}=\"{Repository.Dotnet}\" \"{Repository.Functions}\"");
            var url = await emulator.WaitUntilReadyAsync();
            await using var one = await ChatClient.ConnectAsync(url);
            await using var two = await ChatClient.ConnectAsync(url);
            await using var three = await ChatClient.ConnectAsync(url);
            await one.SayAsync("hello");
            foreach (var client in new[] { one, two, three })
            {
                Assert.Equal("hello", await client.ReceiveAsync());
            }

            await one.SendAsync("""{"action":"dance"}""");
            Assert.Contains("Forbidden", await one.ReceiveAsync(), StringComparison.Ordinal);
            await Receiver.WaitForPointAsync(point => point is { Name: "OpenConnections", Value: 3 });

            // The stop, which the third one stays for, gives a function 3 s: its first event, and its first telemetry, may take longer.
            await one.CloseAsync();
            await two.CloseAsync();
            await Receiver.WaitForSpansAsync(span => span is { Service: "websocket-disconnect", Name: "websocket-disconnect" }, 2);
            emulator.Signal(RunningProcess.Interrupt);
            Assert.Equal(0, await emulator.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        }

        public async Task DisposeAsync() => await Receiver.DisposeAsync();
    }
}
