using System.Diagnostics;
using System.Diagnostics.Metrics;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Management;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Telemetry;

namespace Chat.Emulator.Gateway;

/// <summary>
/// API Gateway's metrics under their own names, and what AWS has none for: open connections, what waits for them, posts by outcome,
/// undelivered messages, calls after the answer. Names, units and dimensions stand in docs/telemetry.md.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
/// </summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = EmulatorMeter.Name;

    private readonly Counter<long> _connects;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _integrationErrors;
    private readonly Counter<long> _clientErrors;
    private readonly Counter<long> _executionErrors;
    private readonly Counter<long> _undelivered;
    private readonly Counter<long> _slowConsumers;
    private readonly Counter<long> _calledAfterAnswer;
    private readonly Counter<long> _postBacks;
    private readonly Histogram<double> _integrationLatency;

    public GatewayMetrics(IMeterFactory meters, ConnectionRegistry registry, GatewayDeployment deployment)
    {
        var meter = meters.Create(MeterName);
        _connects = meter.CreateCounter<long>("ConnectCount", "{event}", "Events sent to the $connect integration");
        _messages = meter.CreateCounter<long>("MessageCount", "{message}", "Messages from and to clients");
        _integrationErrors = meter.CreateCounter<long>("IntegrationError", "{request}", "4xx and 5xx of the integration, and invocations that failed");
        _clientErrors = meter.CreateCounter<long>("ClientError", "{request}", "4xx that the gateway answered itself");
        _executionErrors = meter.CreateCounter<long>("ExecutionError", "{request}", "Integrations not called, or answers not read");
        _integrationLatency = meter.CreateHistogram<double>("IntegrationLatency", "ms", "From asking the integration to its answer");
        _undelivered = meter.CreateCounter<long>("UndeliveredCount", "{message}", "Messages that did not reach their client");
        _slowConsumers = meter.CreateCounter<long>("SlowConsumerCount", "{connection}", "Connections closed because their client did not read");
        _calledAfterAnswer = meter.CreateCounter<long>("CallAfterAnswerCount", "{call}", "Calls of @connections by functions that AWS would have frozen");
        _postBacks = meter.CreateCounter<long>("PostBackCount", "{message}", "Posts to @connections by outcome: delivered, gone, throttled, failed");
        meter.CreateObservableUpDownCounter(
            "OpenConnections", () => PerStage(_ => 1), "{connection}", "Open connections");
        meter.CreateObservableUpDownCounter(
            "QueuedMessages", () => PerStage(connection => connection.Outbound.Count), "{message}", "Messages accepted for clients but not yet written");

        // Asked for when somebody collects: a connection has nothing to count.
        IEnumerable<Measurement<long>> PerStage(Func<Connection, long> value)
        {
            var sums = deployment.Stages.ToDictionary(stage => (stage.Api.ApiId, stage.Stage.Name), _ => 0L);
            foreach (var connection in registry.Connections.Where(connection => connection.IsOpen))
            {
                var stage = (connection.ApiId, connection.StageName);
                sums[stage] = sums.GetValueOrDefault(stage) + value(connection);
            }

            return sums.Select(sum => new Measurement<long>(sum.Value, StageTags(sum.Key.ApiId, sum.Key.Name)));
        }
    }

    /// <summary>Whether somebody listens to what costs a look into the integration's answer.</summary>
    public bool AreErrorsCounted => _integrationErrors.Enabled;

    public void Connecting(Connection connection) => _connects.Add(1, StageTags(connection));

    public void MessageReceived(Connection connection) => _messages.Add(1, StageTags(connection));

    public void MessagesSent(Connection connection, int count) => _messages.Add(count, StageTags(connection));

    public void MessagesUndelivered(Connection connection, int count) => _undelivered.Add(count, StageTags(connection));

    public void SlowConsumerClosed(Connection connection) => _slowConsumers.Add(1, StageTags(connection));

    public void CalledAfterAnswer(string apiId, string stageName, string function) =>
        _calledAfterAnswer.Add(1, new TagList { { "ApiId", apiId }, { "Stage", stageName }, { "Function", function } });

    public void PostBack(string apiId, string stageName, PostBackResult result)
    {
        if (_postBacks.Enabled)
        {
            _postBacks.Add(1, new TagList { { "ApiId", apiId }, { "Stage", stageName }, { "Outcome", OutcomeOf(result) } });
        }
    }

    public void ClientError(string apiId, string stageName) => _clientErrors.Add(1, StageTags(apiId, stageName));

    public void IntegrationError(Connection connection, string routeKey) => _integrationErrors.Add(1, RouteTags(connection, routeKey));

    public void ExecutionError(Connection connection, string routeKey) => _executionErrors.Add(1, RouteTags(connection, routeKey));

    public void Integrated(Connection connection, string routeKey, TimeSpan latency)
    {
        if (_integrationLatency.Enabled)
        {
            _integrationLatency.Record(latency.TotalMilliseconds, RouteTags(connection, routeKey));
        }
    }

    private static string OutcomeOf(PostBackResult result) => result switch
    {
        PostBackResult.Delivered => "delivered",
        PostBackResult.Gone => "gone",
        PostBackResult.LimitExceeded or PostBackResult.ThrottledByFault => "throttled",
        _ => "failed",
    };

    private static TagList StageTags(Connection connection) => StageTags(connection.ApiId, connection.StageName);

    private static TagList StageTags(string apiId, string stageName) => new() { { "ApiId", apiId }, { "Stage", stageName } };

    private static TagList RouteTags(Connection connection, string routeKey) =>
        new() { { "ApiId", connection.ApiId }, { "Stage", connection.StageName }, { "Route", routeKey } };
}
