using Amazon.DynamoDBv2;
using Chat.Functions.Broadcasting;
using Chat.Functions.Connections;
using Chat.Functions.Rooms;
using Chat.SignalR;

namespace Chat.Functions.Hubs;

/// <summary>Puts the chat's hub together, for each of the functions that has to do with it.</summary>
internal sealed class ChatHubs
{
    /// <summary>What clients name it by: <c>wss://…/demo?hub=chat</c>.</summary>
    public const string Name = "chat";

    private ChatHubs(LambdaHub<ChatHub> hub, Lobby lobby)
    {
        Hub = hub;
        Lobby = lobby;
    }

    public LambdaHub<ChatHub> Hub { get; }

    public Lobby Lobby { get; }

    /// <summary>Null where the environment names no tables for it: then there are plain clients only.</summary>
    public static ChatHubs? Find(ChatEnvironment environment, IConnectionStore connections, ManagementApiSenders senders, TimeProvider time)
    {
        if (environment is not { MembersTable: { Length: > 0 } members, RoomsTable: { Length: > 0 } roomsTable })
        {
            return null;
        }

        var table = environment.RequireTable();
        var rooms = new DynamoDbRoomStore(
            new AmazonDynamoDBClient(new AmazonDynamoDBConfig { Timeout = TimeSpan.FromSeconds(5), AuthenticationRegion = environment.Region }), table, roomsTable, time);
        var plain = new PlainClients(connections, senders, new Broadcaster(connections, Backoff.Random, time));
        var hub = LambdaHub.Create(
            new LambdaHubOptions
            {
                Name = Name,
                ConnectionsTable = table,
                MembersTable = members,
                Json = RoomsJson.Default,
                HashedParameters = [ChatHub.SecretParameter],
                Posters = new BroadcastPosters(senders, Backoff.Random, time),
                PlainMessage = plain.ForbidAsync,
                FanOut = LargeRooms.Find(environment, time),
                Time = time,
            },
            _ => new ChatHub(rooms, plain));
        return new ChatHubs(hub, new Lobby(rooms, hub));
    }
}
