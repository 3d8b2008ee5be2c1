using Chat.SignalR;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Functions.Rooms;

/// <summary>
/// The chat: rooms, with names, history and presence. Clients hear <c>message(room, message)</c>, and in rooms that are not large <c>joined(room, name)</c>,
/// <c>left(room, name)</c> and <c>typing(room, name)</c>. An ordinary hub of ASP.NET Core: it runs in Lambda, and under <c>app.MapHub</c> as it is.
/// </summary>
/// <param name="rooms">The rooms' state.</param>
/// <param name="plain">Clients that speak no SignalR; null where there are none.</param>
internal sealed class ChatHub(IRoomStore rooms, IPlainClients? plain) : Hub
{
    /// <summary>The query parameter by which a client says a secret of its own.</summary>
    public const string SecretParameter = "client";

    private const int MostOfHistory = 200;

    // OpenID Connect's: https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
    private static readonly string[] NameClaims = ["name", "nickname", "preferred_username"];

    private CancellationToken Deadline => Context.ConnectionAborted;

    /// <summary>Enters a room, or comes back to it: with the last position one has seen, what came after it is in the answer.</summary>
    public async Task<Joined> Join(string room, Position? after)
    {
        RoomRules.Room(room);
        var visitor = Visitor();
        var present = await rooms.RoomsOfAsync(Context.ConnectionId, Deadline);
        if (present.Count >= RoomRules.MostRooms && !present.Contains(room))
        {
            throw new HubException($"A connection can be in {RoomRules.MostRooms} rooms at a time: leave one first.");
        }

        var entry = await rooms.EnterAsync(room, visitor, Deadline);
        if (entry == Entry.NameTaken && Context.UserIdentifier is { } user)
        {
            // Two people of one name: whoever has a name by a token can't choose another one.
            visitor = visitor with { Name = RoomRules.Generated(RoomRules.Shortened(visitor.Name), user) };
            entry = await rooms.EnterAsync(room, visitor, Deadline);
        }

        if (entry == Entry.NameTaken)
        {
            throw new HubException($"Somebody in this room is called '{visitor.Name}' already: choose another name.");
        }

        if (entry == Entry.WasThere && Context.UserIdentifier is not null)
        {
            visitor = visitor with { Name = await rooms.NameInAsync(room, Context.ConnectionId, Deadline) ?? visitor.Name };
        }

        // First the group, then the messages: what is committed between the two is heard twice, and never missed.
        await Groups.AddToGroupAsync(Context.ConnectionId, room, Deadline);
        var members = await rooms.MembersAsync(room, Deadline);
        if (entry == Entry.Entered && !members.HasMore)
        {
            await Clients.OthersInGroup(room).SendAsync("joined", room, visitor.Name, Deadline);
        }

        if (after is not null)
        {
            var missed = await rooms.ReadAfterAsync(room, after, Deadline);
            return new Joined(visitor.Name, members.All, missed.Messages, missed.HasMore, missed.HasGap, await rooms.LastAsync(room, Deadline))
            {
                HasMoreMembers = members.HasMore,
            };
        }

        var newest = await rooms.ReadBeforeAsync(room, null, 50, Deadline);
        return new Joined(visitor.Name, members.All, newest.Messages, HasMore: false, HasGap: false, await rooms.LastAsync(room, Deadline))
        {
            HasMoreMembers = members.HasMore,
        };
    }

    /// <summary>Leaves a room.</summary>
    public async Task Leave(string room)
    {
        RoomRules.Room(room);
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, room, Deadline);
        await TellOfLeavingAsync(room);
    }

    /// <summary>Says something in a room. Its answer is the acknowledgement: the message is kept, and has its place.</summary>
    /// <param name="clientMessageId">The client's own. Sent again with the same one, it is still one message.</param>
    public async Task<Receipt> Send(string room, string clientMessageId, string text)
    {
        // Before anything is read or written for it.
        var draft = new Draft(RoomRules.Id(clientMessageId), "", RoomRules.Text(text), MayComeAgain: true);
        await CountAsync();
        var message = await rooms.CommitAsync(room, draft with { Name = await RequireNameAsync(room), Owner = Owner() }, Deadline);

        // Again for one that was committed before: whoever committed it may have ended ahead of this. Clients know what they have by its position.
        var everybody = Clients.Group(room).SendAsync("message", room, message, Deadline);
        if (room == RoomRules.Lobby && plain is not null && Context.Features.Get<ILambdaEventFeature>() is { } received)
        {
            await plain.SendAsync(received, text, Deadline);
        }

        await everybody;
        return new Receipt(message.Epoch, message.Sequence);
    }

    /// <summary>Messages before a position, or the newest; fewer than asked for when they don't go into a frame.</summary>
    public async Task<HistoryPage> History(string room, Position? before, int count)
    {
        await RequireNameAsync(room);
        return await rooms.ReadBeforeAsync(room, before, Math.Clamp(count, 1, MostOfHistory), Deadline);
    }

    /// <summary>Who is in a room, and its last message's position.</summary>
    public async Task<Presence> Who(string room)
    {
        await RequireNameAsync(room);
        var members = await rooms.MembersAsync(room, Deadline);
        return new Presence(members.All, await rooms.LastAsync(room, Deadline)) { HasMoreMembers = members.HasMore };
    }

    /// <summary>Lets the others in a room know that one is writing, unless it is a large one.</summary>
    public async Task Typing(string room)
    {
        await CountAsync();
        var name = await RequireNameAsync(room);
        if (!(await rooms.MembersAsync(room, Deadline)).HasMore)
        {
            await Clients.OthersInGroup(room).SendAsync("typing", room, name, Deadline);
        }
    }

    /// <inheritdoc/>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var room in await rooms.RoomsOfAsync(Context.ConnectionId, CancellationToken.None))
        {
            await TellOfLeavingAsync(room);
        }
    }

    private async Task CountAsync()
    {
        if (!await rooms.TryCountAsync(Context.UserIdentifier ?? Context.ConnectionId, Deadline))
        {
            throw new HubException($"That is too fast: {SendingRate.MostInAWindow} messages go into ten seconds. Wait a moment, and send it again.");
        }
    }

    private async Task TellOfLeavingAsync(string room)
    {
        if (await rooms.LeaveAsync(room, Context.ConnectionId, CancellationToken.None) is { } name)
        {
            await Clients.Group(room).SendAsync("left", room, name);
        }
    }

    private async Task<string> RequireNameAsync(string room) =>
        await rooms.NameInAsync(RoomRules.Room(room), Context.ConnectionId, Deadline) ?? throw new HubException($"Join '{room}' first.");

    private Visitor Visitor()
    {
        // Whoever is somebody by a token is called as that says, and is the same person by each of his connections.
        if (Context.UserIdentifier is { } user)
        {
            var called = NameClaims.Select(claim => Context.User?.FindFirst(claim)?.Value).FirstOrDefault(name => !string.IsNullOrWhiteSpace(name));
            return new Visitor(Context.ConnectionId, RoomRules.GivenName(called ?? user, user), Owner());
        }

        var query = Context.GetHttpContext()?.Request.Query;
        return new Visitor(Context.ConnectionId, RoomRules.Name(query?["name"], Context.ConnectionId), Owner());
    }

    // Who he is by whatever name: a user, or a client by its secret. In Lambda that is a hash of the secret, which is in no row.
    private string? Owner() => Context.UserIdentifier is { } user ? $"user {user}"
        : Context.GetHttpContext()?.Request.Query[SecretParameter] is { Count: > 0 } client ? client.ToString()
        : null;
}
