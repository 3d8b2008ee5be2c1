using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Constructs;

namespace Chat.Infra;

/// <summary>The chat: a WebSocket API, a function for each of its routes, the table of open connections, and those of the chat's hub.</summary>
internal sealed class ChatStack : Stack
{
    public ChatStack(Construct scope, string id, Code functionsPackage, ChatSettings settings)
        : base(scope, id, new StackProps { Description = "A real-time chat over an API Gateway WebSocket API" })
    {
        var table = new ConnectionsTable(this, "ConnectionsTable");
        var hubTables = new HubTables(this, "HubTables");
        var api = new ChatWebSocketApi(this, "WebSocket", settings);
        var environment = new Dictionary<string, string>
        {
            ["WEBSOCKET_TABLE"] = table.TableName,
            ["HUB_TABLE"] = hubTables.Members.TableName,
            ["ROOMS_TABLE"] = hubTables.Rooms.TableName,
        };

        // Functions that speak in rooms, and may find one large.
        var speaking = new Dictionary<string, string>(environment) { ["BROADCAST_FUNCTION"] = LargeRooms.FunctionName };
        Add(speaking, "BROADCAST_THRESHOLD", settings.BroadcastThreshold);
        Add(speaking, "BROADCAST_RATE", settings.BroadcastRate);
        var authorizer = settings.Identity is { } identity ? new ConnectAuthorizer(this, "Identity", functionsPackage, settings, identity) : null;

        // A client waits for $connect, and its first event may find a cold function: ten seconds is past any start that could still
        // succeed. A function's share of the processor grows with its memory; with 128 MB the TLS handshake to DynamoDB alone takes
        // longer than everything else together.
        var connect = new ChatFunction(this, "Connect", new ChatFunctionProps
        {
            FunctionName = "websocket-connect",
            Description = "Remembers a connection",
            Code = functionsPackage,
            Environment = settings.Origins is { } origins ? new Dictionary<string, string>(environment) { ["ALLOWED_ORIGINS"] = origins } : environment,
            Timeout = Duration.Seconds(10),
            MemorySizeInMB = 256,
            ReservedConcurrency = settings.ReservedConcurrency,
        });
        connect.Allow(["dynamodb:PutItem"], table.TableArn);
        api.Route("$connect", connect, authorizer?.Authorizer);

        // Nobody waits for $disconnect; it does the same amount of work.
        var disconnect = new ChatFunction(this, "Disconnect", new ChatFunctionProps
        {
            FunctionName = "websocket-disconnect",
            Description = "Forgets a connection",
            Code = functionsPackage,
            Environment = speaking,
            Timeout = Duration.Seconds(10),
            MemorySizeInMB = 256,
            ReservedConcurrency = settings.ReservedConcurrency,
        });
        disconnect.Allow(["dynamodb:DeleteItem"], table.TableArn);

        // Of a hub's connection: its groups are left, and their members told. Who is found gone on the way leaves too.
        disconnect.Allow(["dynamodb:Query", "dynamodb:DeleteItem"], hubTables.Members.TableArn);
        disconnect.Allow(["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], hubTables.Rooms.TableArn);
        disconnect.Allow(["execute-api:ManageConnections"], api.PostToConnectionsArn);
        LargeRooms.AllowHandingOver(disconnect);
        api.Route("$disconnect", disconnect);

        // A post for every open connection, signed and encrypted: this is where the processor counts. API Gateway gives up on an integration
        // after 29 s, so a longer run would answer nobody.
        var send = new ChatFunction(this, "Send", new ChatFunctionProps
        {
            FunctionName = "websocket-send",
            Description = "Sends a message to everybody connected",
            Code = functionsPackage,
            Environment = speaking,
            Timeout = Duration.Seconds(29),
            MemorySizeInMB = 512,
            ReservedConcurrency = settings.ReservedConcurrency,
        });
        send.Allow(["dynamodb:Scan", "dynamodb:DeleteItem"], table.TableArn);
        send.Allow(["execute-api:ManageConnections"], api.PostToConnectionsArn);

        // What plain clients say is said in the lobby, among the hub's clients.
        send.Allow(["dynamodb:Query", "dynamodb:DeleteItem"], hubTables.Members.TableArn);
        send.Allow(["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], hubTables.Rooms.TableArn);
        LargeRooms.AllowHandingOver(send);
        api.Route("sendMessage", send);
        _ = new UndeliveredAlarm(this, "Undelivered", send.Log);

        // Everything that is no sendMessage: the frames of SignalR's clients. A message in the lobby goes to the plain clients too, hence the Scan.
        var hub = new ChatFunction(this, "Hub", new ChatFunctionProps
        {
            FunctionName = "websocket-hub",
            Description = "The chat for clients of SignalR",
            Code = functionsPackage,
            Environment = speaking,
            Timeout = Duration.Seconds(29),
            MemorySizeInMB = 512,
            ReservedConcurrency = settings.ReservedConcurrency,
        });
        hub.Allow(["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Scan"], table.TableArn);
        hub.Allow(["dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"], hubTables.Members.TableArn);
        hub.Allow(["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], hubTables.Rooms.TableArn);
        hub.Allow(["execute-api:ManageConnections"], api.PostToConnectionsArn);
        hub.Allow(["execute-api:ManageConnections"], api.CloseConnectionsArn);
        LargeRooms.AllowHandingOver(hub);
        api.Route("$default", hub);

        // Whom a post finds gone leaves the room, as at $disconnect.
        var broadcast = new LargeRooms(this, "LargeRooms", functionsPackage, speaking, settings.ReservedConcurrency).Broadcast;
        broadcast.Allow(["dynamodb:DeleteItem"], table.TableArn);
        broadcast.Allow(["dynamodb:Query", "dynamodb:DeleteItem"], hubTables.Members.TableArn);
        broadcast.Allow(["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], hubTables.Rooms.TableArn);
        broadcast.Allow(["execute-api:ManageConnections"], api.PostToConnectionsArn);
        LargeRooms.AllowHandingOver(broadcast);

        if (settings.Page is { } folder)
        {
            _ = new CfnOutput(this, "PageUrl", new CfnOutputProps
            {
                Description = "The page",
                Value = new ChatPage(this, "Page", folder, $"{api.Api.ApiId}.execute-api.{Region}.{UrlSuffix}", api.Stage.Url).Url,
            });
        }

        _ = new CfnOutput(this, "WebSocketUrl", new CfnOutputProps
        {
            Description = "Where clients connect",
            Value = api.Stage.Url,
        });
        _ = new CfnOutput(this, "CallbackUrl", new CfnOutputProps
        {
            Description = "Where the functions post to connections",
            Value = api.Stage.CallbackUrl,
        });
    }

    private static void Add(Dictionary<string, string> environment, string name, double? value)
    {
        if (value is { } number)
        {
            environment[name] = number.ToString(CultureInfo.InvariantCulture);
        }
    }
}
