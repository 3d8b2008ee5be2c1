namespace Chat.SignalR.State;

/// <summary>The two tables, their keys and attributes: what a template has to declare, and other functions may read.</summary>
/// <remarks>
/// <c>connections</c>: partition key <c>connectionId</c> (S). A row of a hub has the attribute <c>hub</c>; one without is of a plain connection, which the
/// library leaves alone. <c>members</c>: partition key <c>audience</c> (S), sort key <c>member</c> (S). Both have the time-to-live attribute <c>expiresAt</c>.
/// No index besides.
/// </remarks>
public static class HubTables
{
    /// <summary>The key of the connections' table.</summary>
    public const string ConnectionId = "connectionId";

    /// <summary>Which hub a row's connection is of: the value of <c>?hub=</c>. Plain connections have none.</summary>
    public const string Hub = "hub";

    /// <summary>When the connection began, in epoch seconds.</summary>
    public const string ConnectedAt = "connectedAt";

    /// <summary>Both tables' time-to-live attribute, in epoch seconds.</summary>
    public const string ExpiresAt = "expiresAt";

    /// <summary>The partition key of the members' table: <c>chat/group/lobby</c>, <c>chat/user/ada</c>, <c>chat/all/3</c>, <c>chat/of/{connectionId}</c>.</summary>
    public const string Audience = "audience";

    /// <summary>The sort key of the members' table: a connection's id; below <c>…/of/…</c> the audience that the connection is in.</summary>
    public const string Member = "member";

    /// <summary>API Gateway ends a connection after two hours; ten minutes cover clocks and late events.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(130);
}
