using System.Diagnostics;
using System.Diagnostics.Metrics;
using Chat.Emulator.Connections;

namespace Chat.Emulator.Integration;

/// <summary>
/// API Gateway's metrics under their own names, and three that AWS lacks: open connections, undelivered messages, calls after the answer.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
/// </summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Chat.Emulator";

    private readonly Counter<long> _connects;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _integrationErrors;
    private readonly Counter<long> _clientErrors;
    private readonly Counter<long> _executionErrors;
    private readonly Counter<long> _undelivered;
    private readonly Counter<long> _calledAfterAnswer;
    private readonly Histogram<double> _integrationLatency;

    public GatewayMetrics(IMeterFactory meters, ConnectionRegistry registry)
    {
        var meter = meters.Create(MeterName);
        _connects = meter.CreateCounter<long>("ConnectCount", description: "Events sent to the $connect integration");
        _messages = meter.CreateCounter<long>("MessageCount", description: "Messages from and to clients");
        _integrationErrors = meter.CreateCounter<long>("IntegrationError", description: "Failures that the integration answered");
        _clientErrors = meter.CreateCounter<long>("ClientError", description: "4xx that the gateway answered itself");
        _executionErrors = meter.CreateCounter<long>("ExecutionError", description: "Integrations not called, or answers not read");
        _integrationLatency = meter.CreateHistogram<double>("IntegrationLatency", "ms", "From asking the integration to its answer");
        _undelivered = meter.CreateCounter<long>("UndeliveredCount", description: "Messages that did not reach their client");
        _calledAfterAnswer = meter.CreateCounter<long>("CallAfterAnswerCount", description: "Calls of @connections by functions that AWS would have frozen");
        meter.CreateObservableGauge("OpenConnections", () => registry.Count, description: "Connections, those being opened too");
    }

    public void Connecting(Connection connection) => _connects.Add(1, StageTags(connection));

    public void MessageReceived(Connection connection) => _messages.Add(1, StageTags(connection));

    public void MessagesSent(Connection connection, int count) => _messages.Add(count, StageTags(connection));

    public void MessagesUndelivered(Connection connection, int count) => _undelivered.Add(count, StageTags(connection));

    public void CalledAfterAnswer(string apiId, string stageName, string function) =>
        _calledAfterAnswer.Add(1, new TagList { { "ApiId", apiId }, { "Stage", stageName }, { "Function", function } });

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

    private static TagList StageTags(Connection connection) => StageTags(connection.ApiId, connection.StageName);

    private static TagList StageTags(string apiId, string stageName) => new() { { "ApiId", apiId }, { "Stage", stageName } };

    private static TagList RouteTags(Connection connection, string routeKey) =>
        new() { { "ApiId", connection.ApiId }, { "Stage", connection.StageName }, { "Route", routeKey } };
}
