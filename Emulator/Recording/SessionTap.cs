using System.Collections.Immutable;

namespace Chat.Emulator.Recording;

/// <summary>Where the gateway tells of sessions. Mostly nobody listens, and then nothing is put together for it.</summary>
internal sealed class SessionTap
{
    private ImmutableArray<ISessionListener> _listeners = [];

    public bool HasListeners => !_listeners.IsEmpty;

    public void Add(ISessionListener listener) => ImmutableInterlocked.Update(ref _listeners, (listeners, added) => listeners.Add(added), listener);

    public void Remove(ISessionListener listener) => ImmutableInterlocked.Update(ref _listeners, (listeners, gone) => listeners.Remove(gone), listener);

    public void Tell(SessionEvent told)
    {
        foreach (var listener in _listeners)
        {
            listener.Hear(told);
        }
    }
}

/// <summary>Hears of sessions, on the gateway's own threads: it must not wait, and it must not throw.</summary>
internal interface ISessionListener
{
    void Hear(SessionEvent told);
}
