namespace Chat.Functions.Connections;

/// <summary>The open connections; failures of the table are thrown.</summary>
internal interface IConnectionStore
{
    Task AddAsync(string connectionId, CancellationToken cancellationToken);

    /// <summary>Removes a connection that has ended; one that is not there is no error.</summary>
    Task RemoveAsync(string connectionId, CancellationToken cancellationToken);

    /// <summary>Removes a connection that a post found gone, unless it may still be opening.</summary>
    Task RemoveGoneAsync(string connectionId, CancellationToken cancellationToken);

    /// <summary>Every plain connection there is, page by page, the next one being read while the last is worked on.</summary>
    IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken);
}
