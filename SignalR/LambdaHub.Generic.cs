using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.SignalR.Events;
using Chat.SignalR.Posting;
using Chat.SignalR.Slices;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR;

/// <summary>
/// A hub in Lambda: give it the events of <c>$connect</c>, <c>$default</c> and <c>$disconnect</c>. It never throws, and ends by itself ahead of API Gateway's
/// limit: an error frame of API Gateway's own would break the client's stream.
/// </summary>
/// <typeparam name="THub">The hub, as it would be given to <c>app.MapHub</c>.</typeparam>
public sealed class LambdaHub<THub>
    where THub : Hub
{
    private const int Ok = 200;
    private const int BadRequest = 400;
    private const int InternalServerError = 500;

    private readonly HubCore _core;
    private readonly LambdaHubOptions _options;
    private readonly IConnectionPosters _posters;
    private readonly ConnectHandler _connect;
    private readonly MessageHandler _message;
    private readonly SliceHandler _slices;

    internal LambdaHub(HubCore core, LambdaHubOptions options)
    {
        _core = core;
        _options = options;
        _posters = options.Posters ?? new ManagementApiPosters(Environment.GetEnvironmentVariable("AWS_REGION"), options.Time);
        _connect = new ConnectHandler(core, options);
        _message = new MessageHandler(core, options);
        _slices = new SliceHandler(core, options.Time);
    }

    /// <summary>
    /// Handles an event of any of the three routes. The answer's status matters on <c>$connect</c> alone: 200 lets the client in, 404 says that its URL doesn't
    /// name this hub, 500 that its row could not be written.
    /// </summary>
    public Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return HandleAsync(request, context.Logger, context.RemainingTime);
    }

    /// <inheritdoc cref="HandleAsync(APIGatewayProxyRequest, ILambdaContext)"/>
    /// <param name="request">The event.</param>
    /// <param name="log">The function's log, or one of one's own.</param>
    /// <param name="remaining">The time that is left of the invocation.</param>
    public async Task<APIGatewayProxyResponse> HandleAsync(APIGatewayProxyRequest request, ILambdaLogger log, TimeSpan remaining)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(log);
        try
        {
            return new APIGatewayProxyResponse { StatusCode = await HandleAsync(HubEvent.From(request), log, remaining) };
        }
        catch (ArgumentException e)
        {
            log.EventFailed("", e);
            return new APIGatewayProxyResponse { StatusCode = BadRequest };
        }
        catch (Exception e)
        {
            // Whatever it is: API Gateway would tell the client in a frame that breaks its stream.
            log.EventFailed(request.RequestContext?.ConnectionId ?? "", e);
            return new APIGatewayProxyResponse { StatusCode = InternalServerError };
        }
    }

    /// <summary>
    /// The hub's <c>Clients</c> and <c>Groups</c> for a function that is no hub: a queue's, a timer's. Nobody is the caller there.
    /// </summary>
    /// <param name="domainName">The API's domain, <c>{apiId}.execute-api.{region}.amazonaws.com</c>.</param>
    /// <param name="stage">The API's stage.</param>
    /// <param name="log">The function's log.</param>
    /// <param name="remaining">The time that is left of the invocation.</param>
    public HubSender<THub> Sender(string domainName, string stage, ILambdaLogger log, TimeSpan remaining)
    {
        ArgumentNullException.ThrowIfNull(log);
        var time = new EventTime(remaining, _options.LongestEvent, _options.Time);
        return new HubSender<THub>(new HubScope(_core, new StageAddress(domainName, stage, _posters.For(domainName, stage)), log, time, callerId: null));
    }

    /// <summary>
    /// Posts a slice of a split call: for the function that <see cref="FanOutOptions.Invoke"/> invokes, whose events are <see cref="Slice"/>s. It is to be invoked
    /// asynchronously alone, for that is how Lambda repeats it.
    /// </summary>
    /// <exception cref="SliceUndeliveredException">It did not reach everybody: the function has to fail, so that Lambda tries again.</exception>
    public Task PostSliceAsync(Slice slice, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return PostSliceAsync(slice, context.Logger, context.RemainingTime);
    }

    /// <inheritdoc cref="PostSliceAsync(Slice, ILambdaContext)"/>
    /// <param name="slice">The event.</param>
    /// <param name="log">The function's log, or one of one's own.</param>
    /// <param name="remaining">The time that is left of the invocation.</param>
    public async Task PostSliceAsync(Slice slice, ILambdaLogger log, TimeSpan remaining)
    {
        ArgumentNullException.ThrowIfNull(slice);
        ArgumentNullException.ThrowIfNull(log);

        // No client waits for it, and API Gateway neither: it has its function's time.
        using var time = new EventTime(remaining, remaining, _options.Time);
        var stage = new StageAddress(slice.DomainName, slice.Stage, _posters.For(slice.DomainName, slice.Stage));
        await _slices.HandleAsync(slice, new HubScope(_core, stage, log, time, callerId: null));
    }

    private async Task<int> HandleAsync(HubEvent received, ILambdaLogger log, TimeSpan remaining)
    {
        using var time = new EventTime(remaining, _options.LongestEvent, _options.Time);
        var stage = new StageAddress(received.DomainName, received.Stage, _posters.For(received.DomainName, received.Stage));
        var scope = new HubScope(_core, stage, log, time, received.ConnectionId) { CallerClaims = AuthorizerClaims.Of(received.Request) };
        switch (received.Request.RequestContext!.EventType)
        {
            case "CONNECT":
                return await _connect.HandleAsync(received, log, time.Work);
            case "DISCONNECT":
                await Ending.EndAsync(scope, received.ConnectionId);
                break;
            default:
                await _message.HandleAsync(scope, received);
                break;
        }

        await Ending.EndGoneAsync(scope);
        return Ok;
    }
}
