using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using System.Threading.Channels;

namespace Chat.Emulator.Journal;

/// <summary>
/// The last things that happened, for the console: a ring of values and a ring of bytes, both of a fixed size. What the gateway tells it
/// while nobody looks costs a copy into place, and no memory.
/// </summary>
/// <remarks>
/// One lock makes the writers one: it is held for claiming the next slot and copying one entry, at most <see cref="MaxTextBytes"/> of text
/// among it, and never while anybody waits or anything is formatted. Readers take it for one entry at a time.
/// </remarks>
internal sealed class EventJournal
{
    /// <summary>How many entries are kept: some messages to 5,000 connections, with each post and each frame.</summary>
    public const int DefaultCapacity = 32 * 1024;

    /// <summary>How many bytes of text are kept, of all entries.</summary>
    public const int DefaultTextCapacity = 8 * 1024 * 1024;

    /// <summary>How many bytes are kept of one text; the console says where one was cut.</summary>
    public const int MaxTextBytes = 4 * 1024;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly JournalEntry[] _entries;
    private readonly byte[] _text;
    private long _next = 1;
    private long _textEnd;
    private ImmutableArray<Channel<bool>> _watchers = [];

    public EventJournal(TimeProvider time, int capacity = DefaultCapacity, int textCapacity = DefaultTextCapacity)
    {
        _time = time;
        _entries = new JournalEntry[capacity];

        // Not zeroed: what nobody writes takes no memory of the machine either.
        _text = GC.AllocateUninitializedArray<byte>(textCapacity);
    }

    /// <summary>For durations: see <see cref="ElapsedSince"/>.</summary>
    public long Timestamp => _time.GetTimestamp();

    public int Capacity => _entries.Length;

    /// <summary>The sequence that the next entry will have.</summary>
    public long Next
    {
        get
        {
            lock (_gate)
            {
                return _next;
            }
        }
    }

    /// <summary>The oldest entry that is still there.</summary>
    public long First => Math.Max(1, Next - _entries.Length);

    public TimeSpan ElapsedSince(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <summary>False when the entry is not there any more, or not yet.</summary>
    /// <param name="text">What is left of its text; null when that has been overwritten, empty when it had none.</param>
    public bool TryRead(long sequence, out JournalEntry entry, out byte[]? text)
    {
        lock (_gate)
        {
            entry = sequence > 0 ? _entries[sequence % _entries.Length] : default;
            text = entry.TextLength == 0 ? [] : TextOf(entry);
            return sequence > 0 && entry.Sequence == sequence;
        }
    }

    /// <summary>The same without the text, for those who are looking for something.</summary>
    public bool TryRead(long sequence, out JournalEntry entry)
    {
        lock (_gate)
        {
            entry = sequence > 0 ? _entries[sequence % _entries.Length] : default;
            return sequence > 0 && entry.Sequence == sequence;
        }
    }

    /// <summary>Tells when something was written; several writes may be one signal. Disposing of it ends that.</summary>
    public JournalWatch Watch()
    {
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        ImmutableInterlocked.Update(ref _watchers, (watchers, added) => watchers.Add(added), signal);
        return new JournalWatch(signal.Reader, () => ImmutableInterlocked.Update(ref _watchers, (watchers, gone) => watchers.Remove(gone), signal));
    }

    /// <param name="text">UTF-8; kept up to <see cref="MaxTextBytes"/>.</param>
    public void Write(in JournalEntry entry, ReadOnlySpan<byte> text = default)
    {
        var now = _time.GetUtcNow().UtcTicks;
        var kept = text[..KeptLength(text)];
        lock (_gate)
        {
            ref var slot = ref _entries[_next % _entries.Length];
            slot = entry;
            slot.Sequence = _next++;
            slot.UtcTicks = now;
            slot.TextStart = _textEnd;
            slot.TextLength = kept.Length;
            Append(kept);
        }

        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(true);
        }
    }

    /// <summary>In which message's time a session token is used, and by whom. Null until functions run.</summary>
    public Func<string, (string? MessageId, string? RequestId, string? Function, string? Environment)>? Causes { get; set; }

    /// <summary>Somebody may not, or it isn't known who asks.</summary>
    /// <param name="sessionToken">That of the request, by which the message is found that it is part of.</param>
    public void Denied(string? sessionToken, string? caller, string action, string resource, string reason)
    {
        var cause = sessionToken is not null && Causes is { } causes ? causes(sessionToken) : default;
        Write(
            new JournalEntry
            {
                Kind = JournalKind.Denied,
                MessageId = cause.MessageId,
                RequestId = cause.RequestId,
                Function = caller ?? cause.Function,
                Environment = cause.Environment,
                Name = action,
                Detail = reason,
                Status = StatusCodes.Status403Forbidden,
            },
            resource);
    }

    /// <summary>The same with a text that is yet to become UTF-8; its length in bytes is the entry's.</summary>
    public void Write(in JournalEntry entry, string text)
    {
        if (text.Length == 0)
        {
            Write(entry);
            return;
        }

        // As much as may fit; the rest is cut below, at a character.
        Span<byte> utf8 = stackalloc byte[MaxTextBytes];
        Utf8.FromUtf16(text, utf8, out _, out var length);
        var counted = entry;
        counted.Bytes = Encoding.UTF8.GetByteCount(text);
        Write(counted, utf8[..length]);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        var at = (int)(_textEnd % _text.Length);
        var first = Math.Min(text.Length, _text.Length - at);
        text[..first].CopyTo(_text.AsSpan(at));
        text[first..].CopyTo(_text);
        _textEnd += text.Length;
    }

    private byte[]? TextOf(in JournalEntry entry)
    {
        if (_textEnd - entry.TextStart > _text.Length)
        {
            return null;
        }

        var text = new byte[entry.TextLength];
        var at = (int)(entry.TextStart % _text.Length);
        var first = Math.Min(text.Length, _text.Length - at);
        _text.AsSpan(at, first).CopyTo(text);
        _text.AsSpan(0, text.Length - first).CopyTo(text.AsSpan(first));
        return text;
    }

    // Not in the middle of a character.
    private int KeptLength(ReadOnlySpan<byte> text)
    {
        var most = Math.Min(MaxTextBytes, _text.Length);
        if (text.Length <= most)
        {
            return text.Length;
        }

        while (most > 0 && (text[most] & 0xC0) == 0x80)
        {
            most--;
        }

        return most;
    }
}
