using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Chat.Functions.Connections;

namespace Chat.Functions.Tests.Fakes;

/// <summary>Connections in memory, listed page by page; each failure is set by the test.</summary>
internal sealed class FakeConnectionStore : IConnectionStore
{
    public ConcurrentQueue<string> Added { get; } = new();

    public ConcurrentQueue<string> Removed { get; } = new();

    public ConcurrentQueue<string> RemovedGone { get; } = new();

    public List<string[]> Pages { get; } = [];

    public Exception? WriteFailure { get; set; }

    public Action? OnRemoveGone { get; set; }

    /// <summary>Runs when the row has been written, ahead of the answer.</summary>
    public Action? OnAdd { get; set; }

    /// <summary>Thrown in place of the page of this number, from 0.</summary>
    public (int Page, Exception Exception)? ListFailure { get; set; }

    public async Task AddAsync(string connectionId, CancellationToken cancellationToken)
    {
        await Write(Added, connectionId);
        OnAdd?.Invoke();
    }

    public Task RemoveAsync(string connectionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Write(Removed, connectionId);
    }

    public Task RemoveGoneAsync(string connectionId, CancellationToken cancellationToken)
    {
        OnRemoveGone?.Invoke();
        return Write(RemovedGone, connectionId);
    }

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 0; page < Pages.Count; page++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (ListFailure is { } failure && failure.Page == page)
            {
                throw failure.Exception;
            }

            foreach (var id in Pages[page])
            {
                yield return id;
            }
        }
    }

    private Task Write(ConcurrentQueue<string> queue, string connectionId)
    {
        if (WriteFailure is not null)
        {
            return Task.FromException(WriteFailure);
        }

        queue.Enqueue(connectionId);
        return Task.CompletedTask;
    }
}
