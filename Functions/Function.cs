using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;
using Chat.Functions.Connections;
using Chat.Functions.Handlers;
using Chat.Functions.Telemetry;

namespace Chat.Functions;

/// <summary>The function this process is: its handler and AWS clients are made once, events come one at a time.</summary>
internal sealed class Function(ChatEnvironment environment, TimeProvider time) : IDisposable
{
    // What is left for logging and answering, so that work cut short is reported by us and not by Lambda's own timeout.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    // What is left for the answer itself when telemetry is sent ahead of it.
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromMilliseconds(100);

    private IRouteHandler? _handler;
    private Exporter? _exporter;

    /// <summary>Runs in Lambda's init phase, whose failures are reported as such.</summary>
    public Task<bool> InitializeAsync()
    {
        _handler = environment.Handler switch
        {
            FunctionNames.Connect => new Connect(OpenStore(), time),
            FunctionNames.Disconnect => new Disconnect(OpenStore()),
            FunctionNames.Send => CreateSendMessage(),
            var other => throw new ChatConfigurationException(
                $"_HANDLER is {(string.IsNullOrEmpty(other) ? "not set" : $"'{other}'")}: "
                + $"it must be {FunctionNames.Connect}, {FunctionNames.Disconnect} or {FunctionNames.Send}"),
        };
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
        var handler = _handler ?? throw new InvalidOperationException("an event came ahead of initialization");
        var remaining = context.RemainingTime - Margin;
        using var deadline = new CancellationTokenSource(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, time);
        var status = await handler.HandleAsync(WebSocketEvent.From(request), log, deadline.Token);
        return new APIGatewayProxyResponse { StatusCode = status };
    }

    private DynamoDbConnectionStore OpenStore() => DynamoDbConnectionStore.Open(environment.RequireTable(), environment.Region, time);

    private SendMessage CreateSendMessage()
    {
        var store = OpenStore();
        return new SendMessage(store, new ManagementApiSenders(environment.Region, time), new Broadcaster(store, Backoff.Random, time), time);
    }
}
