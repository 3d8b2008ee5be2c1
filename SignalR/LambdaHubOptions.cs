using System.Security.Claims;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Chat.SignalR.Posting;
using Chat.SignalR.Slices;

namespace Chat.SignalR;

/// <summary>How a hub runs in Lambda. The tables are the only thing that has no default.</summary>
public sealed class LambdaHubOptions
{
    /// <summary>What clients name the hub by in their URL: <c>wss://…/demo?hub=chat</c>. A connection that names none is plain, and left alone.</summary>
    public string Name { get; set; } = "hub";

    /// <summary>The table of connections: partition key <c>connectionId</c>. Others may keep plain connections in it.</summary>
    public required string ConnectionsTable { get; set; }

    /// <summary>The table of memberships: partition key <c>audience</c>, sort key <c>member</c>.</summary>
    public required string MembersTable { get; set; }

    /// <summary>
    /// Source-generated JSON for the hub's parameters, results and the arguments of its calls. A native program needs it; others have reflection.
    /// Numbers, texts, booleans, dates and ids are known without it.
    /// </summary>
    public IJsonTypeInfoResolver? Json { get; set; }

    /// <summary>Where hubs and their methods' services come from; null when they need none.</summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>Whether clients are told an exception's type and message, and not only those of a <c>HubException</c>. For development.</summary>
    public bool EnableDetailedErrors { get; set; }

    /// <summary>
    /// Headers of the handshake that are kept for <c>Context.GetHttpContext()</c>: later events don't have them. None by default, and never <c>Authorization</c>.
    /// </summary>
    public IReadOnlyList<string> KeptHeaders { get; set; } = [];

    /// <summary>
    /// Parameters of the URL that are secrets: the row, and so <c>Context.GetHttpContext()</c>, has their SHA-256 hash in hexadecimal in their place. None by default.
    /// </summary>
    public IReadOnlyList<string> HashedParameters { get; set; } = [];

    /// <summary>
    /// Who <c>Clients.User</c> knows a connection by. By default the claim <see cref="ClaimTypes.NameIdentifier"/>, which is the authorizer's
    /// <c>principalId</c>.
    /// </summary>
    public Func<APIGatewayProxyRequest, ClaimsPrincipal, string?> UserIdentifier { get; set; } =
        static (_, user) => user.FindFirst(ClaimTypes.NameIdentifier)?.Value;

    /// <summary>
    /// What is done with a frame of a plain connection that ended up on the hub's route, <c>$default</c> as a rule. By default it is passed over.
    /// </summary>
    public Func<APIGatewayProxyRequest, ILambdaLogger, CancellationToken, Task>? PlainMessage { get; set; }

    /// <summary>
    /// In how many partitions all connections are kept, for <c>Clients.All</c>: DynamoDB writes 1,000 items a second in each. Not to be lowered while
    /// connections are open.
    /// </summary>
    public int Shards { get; set; } = 4;

    /// <summary>
    /// When a handler ends by itself. API Gateway gives up after 29 s, and would then send a frame of its own, which breaks a SignalR client's stream.
    /// </summary>
    public TimeSpan LongestEvent { get; set; } = TimeSpan.FromSeconds(28);

    /// <summary>How long a call waits for its connection's beginning, which another invocation runs, before it is refused.</summary>
    public TimeSpan LongestBeginning { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What posts to connections; by default the AWS SDK's client.</summary>
    public IConnectionPosters? Posters { get; set; }

    /// <summary>How calls to large audiences are split over invocations; null: each call is posted by the invocation that makes it.</summary>
    public FanOutOptions? FanOut { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
