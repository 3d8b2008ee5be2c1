using Chat.SignalR.Audiences;

namespace Chat.SignalR.State;

/// <summary>A hub's connections, groups and users. Failures of the tables are thrown.</summary>
internal interface IHubStore
{
    /// <summary>Remembers a connection that is opening.</summary>
    Task AddAsync(HubConnection connection, CancellationToken cancellationToken);

    /// <summary>The row, plain or of a hub; null when there is none, or its time is over.</summary>
    Task<HubConnection?> FindAsync(string connectionId, CancellationToken cancellationToken);

    /// <summary>Takes an opening connection to its next step, after which calls reach it; false when it has ended meanwhile.</summary>
    Task<bool> AdmitAsync(HubConnection connection, Beginning next, CancellationToken cancellationToken);

    /// <summary>Opens a ready connection to its hub methods; false when it has ended meanwhile.</summary>
    Task<bool> OpenAsync(string connectionId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all that is kept of a connection. The result is its row when this call has removed it: of all that find a connection gone, one is
    /// told so.
    /// </summary>
    Task<HubConnection?> RemoveAsync(string connectionId, CancellationToken cancellationToken);

    Task AddToGroupAsync(string connectionId, string group, CancellationToken cancellationToken);

    Task RemoveFromGroupAsync(string connectionId, string group, CancellationToken cancellationToken);

    /// <summary>The connections that an audience is at this moment, page by page.</summary>
    IAsyncEnumerable<string> ListAsync(Audience audience, CancellationToken cancellationToken);

    /// <summary>The partitions that an audience is kept in; null when it is no list of its own, or a short one.</summary>
    IReadOnlyList<MemberRange>? RangesOf(Audience audience);

    /// <summary>The connections of a part of a partition, in the order of their ids, page by page.</summary>
    IAsyncEnumerable<string> ListAsync(MemberRange range, CancellationToken cancellationToken);
}
