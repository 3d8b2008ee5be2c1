using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;
using Chat.Functions.Connections;
using Chat.Functions.Handlers;

namespace Chat.Functions;

/// <summary>The function this process is: its handler and AWS clients are made once, events come one at a time.</summary>
internal sealed class Function(ChatEnvironment environment, TimeProvider time)
{
    // What is left for logging and answering, so that work cut short is reported by us and not by Lambda's own timeout.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    private IRouteHandler? _handler;

    /// <summary>Runs in Lambda's init phase, whose failures are reported as such.</summary>
    public Task<bool> InitializeAsync()
    {
        _handler = environment.Handler switch
        {
            FunctionNames.Connect => new Connect(OpenStore()),
            FunctionNames.Disconnect => new Disconnect(OpenStore()),
            FunctionNames.Send => CreateSendMessage(),
            var other => throw new ChatConfigurationException(
                $"_HANDLER is {(string.IsNullOrEmpty(other) ? "not set" : $"'{other}'")}: "
                + $"it must be {FunctionNames.Connect}, {FunctionNames.Disconnect} or {FunctionNames.Send}"),
        };
        return Task.FromResult(true);
    }

    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context)
    {
        var handler = _handler ?? throw new InvalidOperationException("an event came ahead of initialization");
        var remaining = context.RemainingTime - Margin;
        using var deadline = new CancellationTokenSource(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, time);
        var status = await handler.HandleAsync(WebSocketEvent.From(request), context.Logger, deadline.Token);
        return new APIGatewayProxyResponse { StatusCode = status };
    }

    private DynamoDbConnectionStore OpenStore() => DynamoDbConnectionStore.Open(environment.RequireTable(), time);

    private SendMessage CreateSendMessage()
    {
        var store = OpenStore();
        return new SendMessage(store, new ManagementApiSenders(environment.Region, time), new Broadcaster(store, Backoff.Random, time));
    }
}
