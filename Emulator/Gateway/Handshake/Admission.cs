using System.Diagnostics.CodeAnalysis;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Gateway.Messages.Throttling;
using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Handshake;

/// <summary>Who may begin a connection; and the place that each has from then to its end.</summary>
internal sealed class Admission(
    Throttle throttle, ConnectionRegistry registry, RunningWork work, GatewayLimits limits, TimeProvider timeProvider)
{
    /// <summary>False when there is no token for it.</summary>
    /// <param name="limit">The rate that is used up, in words.</param>
    public bool TryEnter(DeployedStage stage, [NotNullWhen(false)] out string? limit) => throttle.TryConnect(stage, out limit);

    /// <summary>A connection that has its id and is pending: a post to it is answered with 410. Null when the host is stopping.</summary>
    public Connection? Begin(DeployedStage stage, string domainName, ConnectionIdentity identity)
    {
        var connection = new Connection(timeProvider, limits)
        {
            ApiId = stage.Api.ApiId,
            StageName = stage.Stage.Name,
            DomainName = domainName,
            Identity = identity,
        };
        if (!registry.TryAdd(connection))
        {
            return null;
        }

        work.Begin();
        return connection;
    }

    public void End(Connection connection)
    {
        registry.Remove(connection);
        work.End();
    }
}
