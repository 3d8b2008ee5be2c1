using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;

namespace Chat.Emulator.Gateway.Management;

/// <summary>What the Management API tells: to the metrics, the journal and the log.</summary>
internal sealed partial class ManagementReport(GatewayMetrics metrics, EventJournal journal, ILogger<ConnectionsApi> logger)
{
    public long Timestamp => journal.Timestamp;

    public void Answered(HttpRequest request, DeployedStage stage, string connectionId, PostBackResult result)
    {
        if (result is not (PostBackResult.Delivered or PostBackResult.Described or PostBackResult.Deleted))
        {
            metrics.ClientError(stage.Api.ApiId, stage.Stage.Name);
            LogRefused(request.Method, connectionId, result.GetType().Name);
        }

        if (HttpMethods.IsPost(request.Method))
        {
            metrics.PostBack(stage.Api.ApiId, stage.Stage.Name, result);
        }
    }

    public void Written(HttpRequest request, string connectionId, PostBackResult result, InvocationCause cause, long start) =>
        journal.PostBack(request, connectionId, result, cause, start);

    public void CalledAfterAnswer(DeployedStage stage, string function, string method, string connectionId)
    {
        metrics.CalledAfterAnswer(stage.Api.ApiId, stage.Stage.Name, function);
        LogFrozenCaller(function, method, connectionId);
    }

    /// <summary>The client's queue had no place for a message.</summary>
    public void Full(Connection connection) => metrics.MessagesUndelivered(connection, 1);

    public void SlowConsumer(Connection connection)
    {
        metrics.SlowConsumerClosed(connection);
        LogSlowConsumer(connection.Id, connection.Refusals.Count, connection.Outbound.Count);
        journal.SlowConsumer(connection);
    }

    [LoggerMessage(1602, LogLevel.Warning,
        "{ConnectionId} is closed as a slow consumer: it has refused {Count} posts, and {Waiting} messages wait for it. --slow-consumers sets when")]
    private partial void LogSlowConsumer(ConnectionId connectionId, int count, int waiting);

    [LoggerMessage(1601, LogLevel.Warning,
        "{Function} called {Method} @connections/{ConnectionId} after it had answered. AWS freezes a function then, and the call comes late or never: await it before answering")]
    private partial void LogFrozenCaller(string function, string method, string connectionId);

    [LoggerMessage(1600, LogLevel.Information, "{Method} to {ConnectionId} is refused: {Result}")]
    private partial void LogRefused(string method, string connectionId, string result);
}
