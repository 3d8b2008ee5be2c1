using System.Runtime.CompilerServices;
using Chat.SignalR.Audiences;
using Chat.SignalR.State;

namespace Chat.SignalR.Tests.Fakes;

/// <summary>A hub's state in memory. A test may do something, or fail, at each step.</summary>
internal sealed class MemoryHubStore(string hub) : IHubStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HubConnection> _rows = [];
    private readonly HashSet<(string Audience, string ConnectionId)> _members = [];

    /// <summary>Called when a step is done, with its name.</summary>
    public Func<string, Task> OnStep { get; set; } = _ => Task.CompletedTask;

    public void PutPlain(string connectionId) => _rows[connectionId] = new HubConnection { ConnectionId = connectionId, Hub = null };

    public bool HasAnythingOf(string connectionId) => _rows.ContainsKey(connectionId) || _members.Any(member => member.ConnectionId == connectionId);

    public async Task AddAsync(HubConnection connection, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _rows[connection.ConnectionId] = connection;
        }

        await OnStep("added");
    }

    public Task<HubConnection?> FindAsync(string connectionId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_rows.GetValueOrDefault(connectionId));
        }
    }

    public async Task<bool> AdmitAsync(HubConnection connection, Beginning next, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue(connection.ConnectionId, out var row))
            {
                return false;
            }

            _rows[connection.ConnectionId] = row with { Beginning = next };
            _members.Add(("all", connection.ConnectionId));
        }

        await OnStep("admitted");
        return true;
    }

    public async Task<bool> OpenAsync(string connectionId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue(connectionId, out var row))
            {
                return false;
            }

            _rows[connectionId] = row with { Beginning = Beginning.Connected };
        }

        await OnStep("opened");
        return true;
    }

    public Task<HubConnection?> RemoveAsync(string connectionId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _members.RemoveWhere(member => member.ConnectionId == connectionId);
            return Task.FromResult(_rows.Remove(connectionId, out var row) ? row : null);
        }
    }

    public Task AddToGroupAsync(string connectionId, string group, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_rows.TryGetValue(connectionId, out var row) && row.Hub == hub)
            {
                _members.Add((group, connectionId));
            }
        }

        return Task.CompletedTask;
    }

    public Task RemoveFromGroupAsync(string connectionId, string group, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _members.Remove((group, connectionId));
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<string> ListAsync(Audience audience, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        string[] ids;
        lock (_gate)
        {
            ids = audience switch
            {
                Audience.Caller caller => [caller.ConnectionId],
                Audience.Named named => [.. named.ConnectionIds.Where(id => _rows.TryGetValue(id, out var row) && row.Hub == hub && row.Beginning > Beginning.Opening)],
                Audience.All all => [.. Members("all").Except(all.Except)],
                Audience.Group group => [.. Members(group.Name).Except(group.Except)],
                _ => throw new NotSupportedException($"{audience}"),
            };
        }

        foreach (var id in ids)
        {
            yield return id;
        }
    }

    /// <summary>Fails the reading of ranges behind this many members.</summary>
    public int ReadableMembers { get; set; } = int.MaxValue;

    public IReadOnlyList<MemberRange>? RangesOf(Audience audience) => audience switch
    {
        Audience.Group group => [new MemberRange(group.Name, null, null, group.Except)],
        Audience.All all => [new MemberRange("all", null, null, all.Except)],
        _ => null,
    };

    public async IAsyncEnumerable<string> ListAsync(MemberRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        string[] ids;
        lock (_gate)
        {
            ids = [.. Members(range.Audience).Except(range.Except).Order(StringComparer.Ordinal)
                .Where(id => range.After is null || string.CompareOrdinal(id, range.After) > 0)
                .Where(id => range.Through is null || string.CompareOrdinal(id, range.Through) <= 0)];
        }

        for (var i = 0; i < ids.Length; i++)
        {
            yield return i < ReadableMembers ? ids[i] : throw new TimeoutException("the table does not answer");
        }
    }

    private IEnumerable<string> Members(string audience) => _members.Where(member => member.Audience == audience).Select(member => member.ConnectionId);
}
