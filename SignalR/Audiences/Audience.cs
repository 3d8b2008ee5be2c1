namespace Chat.SignalR.Audiences;

/// <summary>To whom a call goes.</summary>
internal abstract record Audience
{
    private Audience()
    {
    }

    internal sealed record All(IReadOnlyList<string> Except) : Audience;

    /// <summary>Connections by their ids, each of which may be no connection of this hub, or of nobody.</summary>
    internal sealed record Named(IReadOnlyList<string> ConnectionIds) : Audience;

    /// <summary>The caller, who is known to be there: no row is read for it.</summary>
    internal sealed record Caller(string ConnectionId) : Audience;

    internal sealed record Group(string Name, IReadOnlyList<string> Except) : Audience;

    internal sealed record User(string Identifier) : Audience;

    /// <summary>Several audiences, one after the other: who is in two of them hears the call twice, as under ASP.NET Core.</summary>
    internal sealed record Several(IReadOnlyList<Audience> Audiences) : Audience;
}
