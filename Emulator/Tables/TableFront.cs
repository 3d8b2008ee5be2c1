using System.Net;
using Chat.Emulator.Http;
using Chat.Emulator.Iam;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tables;

/// <summary>
/// DynamoDB's door: lets through to the tables' server what is signed by somebody who may, and what isn't a web page's in any case. An address of its own on loopback; a bare
/// Kestrel without middleware, for it is on the way of every item.
/// </summary>
internal sealed partial class TableFront : IHttpApplication<HttpContext>, IAsyncDisposable
{
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html: a request may have 16 MB.
    private const int MaxRequestBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly AccessControl? _access;
    private readonly TableActions _actions;
    private readonly TableForwarder _forwarder;
    private readonly MissingTables _missing;
    private readonly ILogger _logger;
    private readonly KestrelServer _server;
    private readonly RequestDelegate _answer;

    private TableFront(TableTarget tables, AccessControl? access, ILogger logger)
    {
        _access = access;
        _actions = new TableActions(access?.Region ?? TemplateContext.DefaultRegion, access?.AccountId ?? TemplateContext.DefaultAccountId);
        _forwarder = new TableForwarder(tables, TimeProvider.System);
        _missing = new MissingTables(tables, _actions, logger);
        _logger = logger;
        _answer = AnswerAsync;

        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        _server = new KestrelServer(
            Microsoft.Extensions.Options.Options.Create(options),
            SocketTransport.ForFewConnections(),
            NullLoggerFactory.Instance);
    }

    /// <summary>For <c>AWS_ENDPOINT_URL_DYNAMODB</c>.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <param name="tables">The server behind.</param>
    /// <param name="access">Null: nothing is checked, and everybody is let through but web pages.</param>
    public static async Task<TableFront> StartAsync(TableTarget tables, AccessControl? access, ILogger<TableFront> logger, CancellationToken cancellationToken)
    {
        var front = new TableFront(tables, access, logger);
        try
        {
            await front._server.StartAsync(front, cancellationToken);
            front.Endpoint = new Uri(front._server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
            return front;
        }
        catch
        {
            await front.DisposeAsync();
            throw;
        }
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context) => RequestGuard.Refuse(context) ?? TraceAsync(context);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _server.StopAsync(limit.Token);
        _server.Dispose();
        _forwarder.Dispose();
    }

    private async Task TraceAsync(HttpContext context)
    {
        using var span = GatewaySpans.StartTableCall(context.Request);
        await BadRequests.HandleAsync(context, _answer);
        span.SetStatusCode(context.Response.StatusCode);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context.Request, MaxRequestBytes, context.RequestAborted);
        if (body is null)
        {
            await TableAnswer.SendTooLargeAsync(context);
            return;
        }

        try
        {
            var (error, caller) = CheckAccess(context, body);
            if (error is not null)
            {
                await TableAnswer.SendAsync(context, error);
            }

            if ((error is { IsDenial: true } || (error is null && await _forwarder.ForwardAsync(context, body.Memory)))
                && OperationOf(context.Request) is var operation && MissingTables.Concerns(operation))
            {
                await _missing.SayAsync(caller ?? "A caller", operation, body.Memory, context.RequestAborted);
            }
        }
        catch (HttpRequestException e)
        {
            LogNoServer(e.Message);
            await TableAnswer.SendNoServerAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told.
        }
    }

    // DynamoDB_20120810.PutItem; empty where there is none.
    private static string OperationOf(HttpRequest request) =>
        request.Headers["X-Amz-Target"] is [{ } target, ..] && target.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? target[(dot + 1)..] : "";

    // Only POST does anything to tables.
    private (AccessError? Error, string? Caller) CheckAccess(HttpContext context, PooledBody body)
    {
        if (_access is null || !HttpMethods.IsPost(context.Request.Method))
        {
            return default;
        }

        if (_access.Authenticate(context.Request, "dynamodb", body.Span, out var caller) is { } error)
        {
            return (error, null);
        }

        if (caller.Permissions is null || OperationOf(context.Request) is not { Length: > 0 } operation)
        {
            return (null, caller.Name);
        }

        if (_actions.Needed(operation, body.Memory) is not { } needed)
        {
            return (TableAnswer.Unreadable, caller.Name);
        }

        foreach (var (action, resource) in needed)
        {
            if (_access.Authorize(context, caller, action, resource) is { } denied)
            {
                return (denied, caller.Name);
            }
        }

        return (null, caller.Name);
    }

    [LoggerMessage(510, LogLevel.Warning, "The tables' server can't be reached: {Reason}")]
    private partial void LogNoServer(string reason);
}
