using System.Collections.Immutable;

namespace Chat.Emulator.Lambda.Pools;

/// <summary>Invocations that wait for an environment. Touched under the pool's lock only.</summary>
internal sealed class InvocationQueue(TimeProvider time)
{
    // Oldest first; those whose hand-over failed go back to the front.
    private readonly LinkedList<Invocation> _waiting = new();

    public int Count => _waiting.Count;

    public bool IsFull => _waiting.Count >= LambdaQuotas.MaxWaiting;

    /// <summary>Since when there has been somebody, or since another environment was started for those.</summary>
    public long Since { get; private set; }

    public void Add(Invocation invocation)
    {
        Since = _waiting.Count == 0 ? invocation.Arrived : Since;
        _waiting.AddLast(invocation);
    }

    /// <summary>It could not be handed over: it is the next one, before all that came later.</summary>
    public void PutBack(Invocation invocation)
    {
        Since = _waiting.Count == 0 ? time.GetTimestamp() : Since;
        _waiting.AddFirst(invocation);
    }

    public Invocation? Take()
    {
        if (_waiting.First is not { } oldest)
        {
            return null;
        }

        _waiting.RemoveFirst();
        return oldest.Value;
    }

    public ImmutableArray<Invocation> TakeAll()
    {
        ImmutableArray<Invocation> all = [.. _waiting];
        _waiting.Clear();
        return all;
    }

    /// <summary>Another environment is on its way for those who wait.</summary>
    public void BeginAnew() => Since = time.GetTimestamp();

    /// <summary>Those that have waited for that long, counted from a moment on that came when some of them were waiting already.</summary>
    public int CountOverdue(TimeSpan limit, long notBefore)
    {
        var count = 0;
        foreach (var invocation in _waiting)
        {
            // The oldest come first, so what follows one that isn't overdue isn't either.
            if (time.GetElapsedTime(Math.Max(invocation.Arrived, notBefore)) < limit)
            {
                break;
            }

            count++;
        }

        return count;
    }
}
