using System.Diagnostics;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.Functions.Broadcasting;
using Chat.Functions.Connections;
using Chat.Functions.Handlers;
using Chat.Functions.Hubs;
using Chat.Functions.Identity;
using Chat.Functions.Telemetry;
using Chat.SignalR;
using Chat.SignalR.Slices;

namespace Chat.Functions;

/// <summary>The function this process is: its handler and AWS clients are made once, events come one at a time.</summary>
internal sealed class Function(ChatEnvironment environment, TimeProvider time) : IDisposable
{
    // What is left for logging and answering, so that work cut short is reported by us and not by Lambda's own timeout.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    // What is left for the answer itself when telemetry is sent ahead of it.
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromMilliseconds(100);

    private readonly Origins _origins = Origins.Read(environment.AllowedOrigins);

    private IRouteHandler? _handler;
    private Authorizer? _authorizer;
    private ChatHubs? _hubs;
    private Exporter? _exporter;

    /// <summary>Runs in Lambda's init phase, whose failures are reported as such.</summary>
    public async Task<bool> InitializeAsync()
    {
        var store = new Lazy<DynamoDbConnectionStore>(OpenStore);
        var senders = new ManagementApiSenders(environment.Region, time);
        _handler = environment.Handler switch
        {
            FunctionNames.Connect => new Connect(store.Value, time),
            FunctionNames.Disconnect => new Disconnect(store.Value),
            FunctionNames.Send => new SendMessage(
                store.Value, senders, new Broadcaster(store.Value, Backoff.Random, time), time, ChatHubs.Find(environment, store.Value, senders, time)?.Lobby),
            FunctionNames.Hub or FunctionNames.Broadcast or FunctionNames.Authorizer => null,
            var other => throw new ChatConfigurationException(
                $"_HANDLER is {(string.IsNullOrEmpty(other) ? "not set" : $"'{other}'")}: "
                + $"it must be {FunctionNames.Connect}, {FunctionNames.Disconnect}, {FunctionNames.Send}, {FunctionNames.Hub}, {FunctionNames.Broadcast} or {FunctionNames.Authorizer}"),
        };
        if (environment.Handler is FunctionNames.Authorizer)
        {
            _authorizer = AuthorizerOf(TokenSettings.Read(environment), time);
        }
        else if (environment.Handler is not FunctionNames.Send)
        {
            _hubs = ChatHubs.Find(environment, store.Value, senders, time);
        }

        if (_handler is null && _hubs is null && _authorizer is null)
        {
            throw new ChatConfigurationException("HUB_TABLE or ROOMS_TABLE is not set: they name the tables of the hub's memberships and of its rooms");
        }

        // Ahead of telemetry, which tells of what happens.
        await (environment.Handler switch
        {
            FunctionNames.Send => Rehearsal.RunMessageAsync(time),
            FunctionNames.Authorizer => Task.CompletedTask,
            _ => Rehearsal.RunRowAsync(time),
        });
        _exporter = Exporter.Start(environment);
        return true;
    }

    public Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context) => TracedAsync(
        context,
        async (log, span) =>
        {
            var response = await HandleAsync(request, context, log);
            span?.SetTag("http.response.status_code", response.StatusCode);
            return response;
        });

    /// <summary>The authorizer's event, which is of another form.</summary>
    public Task<APIGatewayCustomAuthorizerResponse> AuthorizeAsync(APIGatewayCustomAuthorizerRequest request, ILambdaContext context) => TracedAsync(
        context,
        async (log, _) =>
        {
            var authorizer = _authorizer ?? throw new InvalidOperationException("an event came ahead of initialization");
            using var deadline = Deadline(context);
            return await authorizer.HandleAsync(request, log, deadline.Token);
        });

    /// <summary>A slice of a call to a large room; it fails when somebody is left, so that Lambda tries again.</summary>
    public Task PostSliceAsync(Slice slice, ILambdaContext context) => TracedAsync(
        context,
        async (log, _) =>
        {
            var hubs = _hubs ?? throw new InvalidOperationException("an event came ahead of initialization");
            await hubs.Hub.PostSliceAsync(slice, log, context.RemainingTime - Margin);
            return true;
        });

    public void Dispose() => _exporter?.Dispose();

    private async Task<T> TracedAsync<T>(ILambdaContext context, Func<ILambdaLogger, Activity?, Task<T>> handle)
    {
        if (_exporter is not { } exporter)
        {
            return await handle(context.Logger, null);
        }

        var span = Spans.StartInvocation(environment, context.AwsRequestId);
        try
        {
            return await handle(exporter.Tee(context.Logger), span);
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
        var message = WebSocketEvent.From(request);
        if (environment.Handler is FunctionNames.Connect && !_origins.Allows(request))
        {
            log.OriginRefused(message.ConnectionId);
            return new APIGatewayProxyResponse { StatusCode = 403 };
        }

        if (_hubs is not null && IsForTheHub(request))
        {
            // Invoked by hand, an event may not say what it is: its function does.
            request.RequestContext!.EventType ??= environment.Handler is FunctionNames.Disconnect ? "DISCONNECT" : null;
            return await _hubs.Hub.HandleAsync(request, log, context.RemainingTime - Margin);
        }

        var handler = _handler ?? throw new InvalidOperationException("an event came ahead of initialization");
        using var deadline = Deadline(context);
        var status = await handler.HandleAsync(message, log, deadline.Token);
        return new APIGatewayProxyResponse { StatusCode = status };
    }

    private CancellationTokenSource Deadline(ILambdaContext context)
    {
        var remaining = context.RemainingTime - Margin;
        return new CancellationTokenSource(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, time);
    }

    private static Authorizer AuthorizerOf(TokenSettings settings, TimeProvider time)
    {
        ISigningKeys keys = settings.Secret is { } secret
            ? new DevelopmentKey(secret)
            : new PublishedKeys(settings.Keys!, new HttpMessageInvoker(new SocketsHttpHandler { UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(3.1) }), time);
        return new Authorizer(new TokenValidator(settings, keys, time));
    }

    // Who has a hub and who is plain is told apart by the row: at $disconnect too, whose row the hub reads while it deletes it.
    private bool IsForTheHub(APIGatewayProxyRequest request) => environment.Handler is not FunctionNames.Connect || LambdaHub.NamesAHub(request);

    private DynamoDbConnectionStore OpenStore() => DynamoDbConnectionStore.Open(environment.RequireTable(), environment.Region, time);
}
