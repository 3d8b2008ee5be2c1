using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2;
using Amazon.Lambda.APIGatewayEvents;
using Chat.SignalR.Dispatch;
using Chat.SignalR.Events;
using Chat.SignalR.Protocol;
using Chat.SignalR.Slices;
using Chat.SignalR.State;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.SignalR;

/// <summary>Makes hubs of ASP.NET Core SignalR run in Lambda behind an API Gateway WebSocket API.</summary>
public static class LambdaHub
{
    /// <summary>The query parameter by which a client says which hub it connects to: <c>wss://…/demo?hub=chat</c>.</summary>
    public const string QueryParameter = "hub";

    /// <summary>
    /// The query parameter that carries a browser's token. It is for the authorizer of <c>$connect</c>, and kept nowhere: <c>GetHttpContext()</c> doesn't have it.
    /// </summary>
    public const string TokenParameter = "access_token";

    // A hub's public methods are called by name, and its constructor is looked for.
    private const DynamicallyAccessedMemberTypes Used = DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Whether the client of a <c>$connect</c> event names a hub; if not, it is a plain connection.</summary>
    public static bool NamesAHub(APIGatewayProxyRequest connect) => ConnectHandler.HubNamedBy(connect) is not null;

    /// <summary>A hub whose instances are made with the options' services, one for each call.</summary>
    /// <exception cref="NotSupportedException">The hub asks for what isn't there, or has two methods of one name.</exception>
    public static LambdaHub<THub> Create<[DynamicallyAccessedMembers(Used)] THub>(LambdaHubOptions options)
        where THub : Hub =>
        Create(options, static services => ActivatorUtilities.GetServiceOrCreateInstance<THub>(services));

    /// <summary>A hub whose instances are made by a function, one for each call.</summary>
    /// <exception cref="NotSupportedException">The hub asks for what isn't there, or has two methods of one name; or a token was to be kept.</exception>
    public static LambdaHub<THub> Create<[DynamicallyAccessedMembers(Used)] THub>(LambdaHubOptions options, Func<IServiceProvider, THub> create)
        where THub : Hub
    {
        ArgumentNullException.ThrowIfNull(options);
        var dynamoDb = new AmazonDynamoDBClient(new AmazonDynamoDBConfig
        {
            // One lost packet must not cost the 29 seconds that API Gateway waits.
            Timeout = TimeSpan.FromSeconds(5),

            // Else the SDK looks for it in the endpoint's name, with every request.
            AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_REGION"),
        });
        var names = new HubStoreNames(options.Name, options.ConnectionsTable, options.MembersTable, options.Shards);
        return Create(options, create, new DynamoDbHubStore(dynamoDb, names, options.Time));
    }

    internal static LambdaHub<THub> Create<[DynamicallyAccessedMembers(Used)] THub>(
        LambdaHubOptions options, Func<IServiceProvider, THub> create, IHubStore store)
        where THub : Hub
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Shards, 1);
        if (options.KeptHeaders.Contains("Authorization", StringComparer.OrdinalIgnoreCase))
        {
            throw new NotSupportedException(
                $"{nameof(LambdaHubOptions)}.{nameof(LambdaHubOptions.KeptHeaders)} names Authorization, and a token must not stand in a table: what the authorizer "
                + "found out about it is in Context.User.");
        }

        var protocol = new HubProtocol(options.Json);
        var methods = HubMethods.Of<THub>(HubServices.Detect(options.Services));
        methods.Check(protocol.Knows);
        var core = new HubCore(options.Name, store, protocol, methods, new HubActivator(options.Services, create))
        {
            FanOut = options.FanOut is { } fanOut ? new FanOut(store, fanOut) : null,
        };
        return new LambdaHub<THub>(core, options);
    }
}
