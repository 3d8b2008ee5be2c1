using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;
using Chat.Functions.Connections;
using Chat.Functions.Handlers;
using Chat.Functions.Hubs;
using Chat.Functions.Telemetry;
using Chat.SignalR;

namespace Chat.Functions;

/// <summary>The function this process is: its handler and AWS clients are made once, events come one at a time.</summary>
internal sealed class Function(ChatEnvironment environment, TimeProvider time) : IDisposable
{
    // What is left for logging and answering, so that work cut short is reported by us and not by Lambda's own timeout.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    // What is left for the answer itself when telemetry is sent ahead of it.
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromMilliseconds(100);

    private IRouteHandler? _handler;
    private ChatHubs? _hubs;
    private Exporter? _exporter;

    /// <summary>Runs in Lambda's init phase, whose failures are reported as such.</summary>
    public Task<bool> InitializeAsync()
    {
        var store = new Lazy<DynamoDbConnectionStore>(OpenStore);
        var senders = new ManagementApiSenders(environment.Region, time);
        _handler = environment.Handler switch
        {
            FunctionNames.Connect => new Connect(store.Value, time),
            FunctionNames.Disconnect => new Disconnect(store.Value),
            FunctionNames.Send => new SendMessage(
                store.Value, senders, new Broadcaster(store.Value, Backoff.Random, time), time, ChatHubs.Find(environment, store.Value, senders, time)?.Lobby),
            FunctionNames.Hub => null,
            var other => throw new ChatConfigurationException(
                $"_HANDLER is {(string.IsNullOrEmpty(other) ? "not set" : $"'{other}'")}: "
                + $"it must be {FunctionNames.Connect}, {FunctionNames.Disconnect}, {FunctionNames.Send} or {FunctionNames.Hub}"),
        };
        if (environment.Handler is not FunctionNames.Send)
        {
            _hubs = ChatHubs.Find(environment, store.Value, senders, time);
        }

        if (_handler is null && _hubs is null)
        {
            throw new ChatConfigurationException("HUB_TABLE or ROOMS_TABLE is not set: they name the tables of the hub's memberships and of its rooms");
        }

        _exporter = Exporter.Start(environment);
        return Task.FromResult(true);
    }

    public Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context) =>
        _exporter is null ? HandleAsync(request, context, context.Logger) : HandleTracedAsync(_exporter, request, context);

    public void Dispose() => _exporter?.Dispose();

    private async Task<APIGatewayProxyResponse> HandleTracedAsync(Exporter exporter, APIGatewayProxyRequest request, ILambdaContext context)
    {
        var span = Spans.StartInvocation(environment, context.AwsRequestId);
        try
        {
            var response = await HandleAsync(request, context, exporter.Tee(context.Logger));
            span?.SetTag("http.response.status_code", response.StatusCode);
            return response;
        }
        catch (Exception e) when (span.Fails(e))
        {
            throw;
        }
        finally
        {
            span?.Dispose();
            await exporter.FlushAsync(context.RemainingTime - AnswerMargin);
        }
    }

    private async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context, ILambdaLogger log)
    {
        var remaining = context.RemainingTime - Margin;
        var message = WebSocketEvent.From(request);
        if (_hubs is not null && IsForTheHub(request))
        {
            // Invoked by hand, an event may not say what it is: its function does.
            request.RequestContext!.EventType ??= environment.Handler is FunctionNames.Disconnect ? "DISCONNECT" : null;
            return await _hubs.Hub.HandleAsync(request, log, remaining);
        }

        var handler = _handler ?? throw new InvalidOperationException("an event came ahead of initialization");
        using var deadline = new CancellationTokenSource(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, time);
        var status = await handler.HandleAsync(message, log, deadline.Token);
        return new APIGatewayProxyResponse { StatusCode = status };
    }

    // Who has a hub and who is plain is told apart by the row: at $disconnect too, whose row the hub reads while it deletes it.
    private bool IsForTheHub(APIGatewayProxyRequest request) => environment.Handler is not FunctionNames.Connect || LambdaHub.NamesAHub(request);

    private DynamoDbConnectionStore OpenStore() => DynamoDbConnectionStore.Open(environment.RequireTable(), environment.Region, time);
}
