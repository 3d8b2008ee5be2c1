using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Constructs;

namespace Chat.Infra;

/// <summary>The chat: a WebSocket API, a function for each of its routes, and the table of open connections.</summary>
internal sealed class ChatStack : Stack
{
    public ChatStack(Construct scope, string id, Code functionsPackage)
        : base(scope, id, new StackProps { Description = "A real-time chat over an API Gateway WebSocket API" })
    {
        var table = new ConnectionsTable(this, "ConnectionsTable");
        var api = new ChatWebSocketApi(this, "WebSocket");

        // A client waits for $connect, and its first event may find a cold function: ten seconds is past any start that could still
        // succeed. A function's share of the processor grows with its memory; with 128 MB the TLS handshake to DynamoDB alone takes
        // longer than everything else together.
        var connect = new ChatFunction(this, "Connect", new ChatFunctionProps
        {
            FunctionName = "websocket-connect",
            Description = "Remembers a connection",
            Code = functionsPackage,
            Table = table,
            Timeout = Duration.Seconds(10),
            MemorySizeInMB = 256,
        });
        connect.Allow(["dynamodb:PutItem"], table.TableArn);
        api.Route("$connect", connect);

        // Nobody waits for $disconnect; it does the same amount of work.
        var disconnect = new ChatFunction(this, "Disconnect", new ChatFunctionProps
        {
            FunctionName = "websocket-disconnect",
            Description = "Forgets a connection",
            Code = functionsPackage,
            Table = table,
            Timeout = Duration.Seconds(10),
            MemorySizeInMB = 256,
        });
        disconnect.Allow(["dynamodb:DeleteItem"], table.TableArn);
        api.Route("$disconnect", disconnect);

        // A post for every open connection, signed and encrypted: this is where the processor counts. API Gateway gives up on an integration
        // after 29 s, so a longer run would answer nobody.
        var send = new ChatFunction(this, "Send", new ChatFunctionProps
        {
            FunctionName = "websocket-send",
            Description = "Sends a message to everybody connected",
            Code = functionsPackage,
            Table = table,
            Timeout = Duration.Seconds(29),
            MemorySizeInMB = 512,
        });
        send.Allow(["dynamodb:Scan", "dynamodb:DeleteItem"], table.TableArn);
        send.Allow(["execute-api:ManageConnections"], api.PostToConnectionsArn);
        api.Route("sendMessage", send);

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
}
