using System.Collections.Concurrent;

namespace Chat.Functions.Broadcasting;

/// <summary>
/// Connections whose last post was refused though it had been repeated: clients that don't read, above all. Nobody waits for them again
/// until one of their posts is taken. Lives as long as the process, so that each broadcast knows what the last one learned.
/// </summary>
internal sealed class Refusals
{
    // A connection that ends is never heard of again, so this would grow for ever. Who is forgotten costs one repeat.
    internal const int Kept = 1_000;

    private readonly ConcurrentDictionary<string, bool> _refusing = new(StringComparer.Ordinal);
    private int _count;

    public bool Has(string connectionId) => Volatile.Read(ref _count) > 0 && _refusing.ContainsKey(connectionId);

    public void Add(string connectionId)
    {
        if (Volatile.Read(ref _count) >= Kept)
        {
            _refusing.Clear();
            Volatile.Write(ref _count, 0);
        }

        if (_refusing.TryAdd(connectionId, true))
        {
            Interlocked.Increment(ref _count);
        }
    }

    public void Remove(string connectionId)
    {
        // Almost always empty, and then this is one read a post.
        if (Volatile.Read(ref _count) > 0 && _refusing.TryRemove(connectionId, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
