using System.Collections.Immutable;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Handshake;
using Chat.Emulator.Gateway.Handshake.Authorization;
using Chat.Emulator.Gateway.Management;
using Chat.Emulator.Gateway.Messages;
using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Gateway.Messages.Integration.Backends;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Http;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Options;
using Chat.Emulator.Recording;
using Chat.Emulator.Template;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Chat.Emulator.Gateway;

/// <summary>The gateway's two doors, handshakes and <c>@connections</c>, and how a host puts them in.</summary>
internal static partial class WebSocketGateway
{
    /// <summary>
    /// Adds the gateway. The host brings an <see cref="ILambdaInvoker"/>, may bring a <see cref="TimeProvider"/>, and can deploy other
    /// APIs later through <see cref="GatewayDeployment"/>.
    /// </summary>
    public static IServiceCollection AddWebSocketGateway(
        this IServiceCollection services,
        ImmutableArray<WebSocketApi> apis,
        GatewayLimits? limits = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddInvocations();
        services.AddSingleton(limits ?? GatewayLimits.Default);
        services.AddSingleton(new GatewayDeployment(apis));
        services.TryAddSingleton<ApiPorts>();
        services.AddAccessInForce();
        services.AddSingleton<GatewayMetrics>();
        services.TryAddSingleton(provider => new EventJournal(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SessionTap>();
        services.AddSingleton<Recordings>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<HandshakeHandler>();
        services.AddSingleton<HandshakeReport>();
        services.AddSingleton<Admission>();
        services.AddSingleton<ConnectDecider>();
        services.AddSingleton<ConnectAuthorization>();
        services.AddSingleton<LambdaAuthorizer>();
        services.AddSingleton<IamAuthorization>();
        services.AddSingleton<ConnectIntegration>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<ConnectionRunner>();
        services.AddSingleton<ConnectionReport>();
        services.AddSingleton<Departures>();
        services.AddSingleton<RunningWork>();
        services.AddSingleton<IntegrationRunner>();
        services.AddSingleton<MappedIntegrations>();
        services.AddSingleton<LambdaBackend>();
        services.AddSingleton<HttpBackend>();
        services.AddAsyncInvocations();
        services.AddSingleton<MessageDispatch>();
        services.AddSingleton<MessageIntegration>();
        services.AddSingleton<MessageRouter>();
        services.AddSingleton<DisconnectIntegration>();
        services.AddSingleton<DisconnectQueue>();
        services.AddSingleton<RouteResponder>();
        services.AddSingleton<ConnectionsApi>();
        services.AddSingleton<OpenConnections>();
        services.AddSingleton<ManagementReport>();
        services.AddHostedService<GatewayShutdown>();
        return services;
    }

    /// <summary>
    /// Answers every request that is the gateway's; the others go on to what the host maps after it. Needs Kestrel with HTTP/1.1.
    /// </summary>
    public static IApplicationBuilder UseWebSocketGateway(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var deployment = services.GetRequiredService<GatewayDeployment>();
        var handshakes = services.GetRequiredService<HandshakeHandler>();
        var management = services.GetRequiredService<ConnectionsApi>();
        var limits = services.GetRequiredService<GatewayLimits>();
        var ports = services.GetRequiredService<ApiPorts>();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WebSocketGateway).FullName!);

        return app.Use(next => context =>
            deployment.FindDomain(context.Request.Host.Host) is { } domain ? AnswerDomainAsync(context, domain)
            : GatewayAddress.TryRead(context, out var address) ? AnswerAsync(context, address)
            : next(context));

        // A custom domain has what is mapped to it, and nothing else.
        Task AnswerDomainAsync(HttpContext context, ImmutableArray<MappedStage> domain) => GatewayAddress.ReadMapped(context, domain) is var (mapped, rest)
            ? AnswerStageAsync(context, mapped.Stage, new GatewayAddress(mapped.Stage.Api.ApiId, mapped.Stage.Stage.Name, rest), context.Request.Host.Value ?? "")
            : HttpAnswer.SendForbiddenAsync(context);

        Task AnswerAsync(HttpContext context, GatewayAddress address)
        {
            if (context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > limits.MaxUrlLength)
            {
                return HttpAnswer.SendErrorAsync(context, StatusCodes.Status414UriTooLong, "RequestUriTooLongException", "URI Too Long");
            }

            var stage = (address.ApiId ?? ports.ApiOf(context.Connection.LocalPort)) is { } apiId
                ? deployment.Find(apiId, address.StageName)
                : deployment.FindUnique(address.StageName);
            if (stage is null)
            {
                LogNoStage(logger, address.StageName, address.ApiId, string.Join(", ", RunningStage.Of(deployment.Apis, ports).Select(running => running.WebSocketUrl)));
                return HttpAnswer.SendForbiddenAsync(context);
            }

            // What the template turns off is AWS's own name of the API. On loopback it can be reached all the same: where else?
            if (address.ApiId is not null && stage.Api.DisableExecuteApiEndpoint)
            {
                return HttpAnswer.SendForbiddenAsync(context);
            }

            // Functions post to the host that their event names: that must be one which they can resolve.
            var domainName = address.ApiId is { } named && ports.Of(named) is { } own ? $"127.0.0.1:{own}" : context.Request.Host.Value ?? "";
            return AnswerStageAsync(context, stage, address, domainName);
        }

        Task AnswerStageAsync(HttpContext context, DeployedStage stage, GatewayAddress address, string domainName)
        {
            if (address.Rest.Length == 0)
            {
                return handshakes.HandleAsync(context, stage, domainName);
            }

            if (address.ReadConnectionId() is { } connectionId)
            {
                return management.HandleAsync(context, stage, connectionId);
            }

            // WebSocket URLs have no path below the stage; other requests are told so in API Gateway's words.
            return context.Request.Headers.Upgrade.Count > 0
                ? HttpAnswer.SendForbiddenAsync(context)
                : ConnectionsApi.SendNoMethodAsync(context, Uri.UnescapeDataString(address.Rest));
        }
    }

    [LoggerMessage(1130, LogLevel.Information,
        "A request asks for the stage '{StageName}' (API: {ApiId}), and there is none of that name. The stages are: {Stages}")]
    private static partial void LogNoStage(ILogger logger, string stageName, string? apiId, string stages);
}
