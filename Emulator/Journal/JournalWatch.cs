using System.Threading.Channels;

namespace Chat.Emulator.Journal;

/// <summary>Wakes somebody who reads the journal as it is written. Holds one signal and no entries: who is slow finds fewer, not more.</summary>
internal sealed class JournalWatch(ChannelReader<bool> signals, Action end) : IDisposable
{
    /// <summary>Completes when something was written since the last time.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await signals.ReadAsync(cancellationToken);

    public void Dispose() => end();
}
