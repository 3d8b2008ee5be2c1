using System.Security.Claims;
using Chat.SignalR.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Events;

/// <summary>A hub's <c>Context</c>, as far as an event and the connection's row tell it.</summary>
internal sealed class LambdaHubCallerContext(HubConnection connection, HubScope scope) : HubCallerContext
{
    private FeatureCollection? _features;
    private ClaimsPrincipal? _user;

    public override string ConnectionId => connection.ConnectionId;

    public override string? UserIdentifier => connection.UserIdentifier;

    public override ClaimsPrincipal User => _user ??= AuthorizerClaims.Principal(connection.Claims);

    /// <summary>Of this invocation: the next one may run in another process.</summary>
    public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

    public override IFeatureCollection Features => _features ??= Describe();

    public override CancellationToken ConnectionAborted => scope.Time.Work;

    /// <summary>Whether the hub asked for its connection's end.</summary>
    public bool IsAborted { get; private set; }

    public override void Abort() => IsAborted = true;

    private FeatureCollection Describe()
    {
        var features = new FeatureCollection();
        features.Set<ILambdaEventFeature>(scope);
        features.Set<IHttpContextFeature>(new Handshake { HttpContext = HandshakeRequest() });
        return features;
    }

    // Of $connect there is the query, and the headers that the options name.
    private DefaultHttpContext HandshakeRequest()
    {
        var http = new DefaultHttpContext { User = User };
        http.Request.Method = HttpMethods.Get;
        http.Request.QueryString = new QueryString(connection.Query);
        foreach (var (name, value) in connection.Headers)
        {
            http.Request.Headers[name] = value;
        }

        return http;
    }

    private sealed class Handshake : IHttpContextFeature
    {
        public HttpContext? HttpContext { get; set; }
    }
}
