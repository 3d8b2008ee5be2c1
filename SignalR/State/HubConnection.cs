namespace Chat.SignalR.State;

/// <summary>What is kept of a hub's connection between events: its row.</summary>
internal sealed record HubConnection
{
    public required string ConnectionId { get; init; }

    /// <summary>Which hub, as the client named it in <c>?hub=</c>; null for a connection that is none of a hub's.</summary>
    public required string? Hub { get; init; }

    public Beginning Beginning { get; init; }

    public string? UserIdentifier { get; init; }

    /// <summary>The query of the URL it connected with, <c>?hub=chat&amp;name=ada</c>.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers of its handshake that the options name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What the Lambda authorizer said of it.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>();
}

/// <summary>How far a connection has come. Each step is one conditional write.</summary>
internal enum Beginning
{
    /// <summary>$connect has put the row; the protocol's handshake hasn't been answered.</summary>
    Opening,

    /// <summary>The handshake has been answered: calls reach it. <c>OnConnectedAsync</c> runs.</summary>
    Ready,

    /// <summary>Its hub methods run.</summary>
    Connected,
}
