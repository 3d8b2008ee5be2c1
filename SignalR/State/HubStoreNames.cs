using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.State;

/// <summary>Table names, and how one hub's audiences are called in them.</summary>
/// <param name="Hub">The hub's name.</param>
/// <param name="Connections">The table of connections.</param>
/// <param name="Members">The table of memberships.</param>
/// <param name="ShardCount">In how many partitions all connections of the hub are kept.</param>
internal sealed record HubStoreNames(string Hub, string Connections, string Members, int ShardCount)
{
    // DynamoDB's limit for a sort key is 1,024 bytes, and a reverse item has the audience there, behind the hub's name.
    private const int LongestName = 900;

    public string Group(string name) => $"{Hub}/group/{Checked(name, "group")}";

    public string User(string identifier) => $"{Hub}/user/{Checked(identifier, "user")}";

    public string Of(string connectionId) => $"{Hub}/of/{connectionId}";

    public IReadOnlyList<string> Shards() => [.. Enumerable.Range(0, ShardCount).Select(Shard)];

    public string ShardOf(string connectionId)
    {
        // FNV-1a: every process has to come to the same, which string.GetHashCode is made not to.
        var hash = 2166136261u;
        foreach (var letter in connectionId)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return Shard((int)(hash % (uint)ShardCount));
    }

    private static string Checked(string name, string what) => Encoding.UTF8.GetByteCount(name) <= LongestName
        ? name
        : throw new HubException($"The name of a {what} may have {LongestName} bytes at most.");

    private string Shard(int number) => $"{Hub}/all/{number.ToString(CultureInfo.InvariantCulture)}";
}
