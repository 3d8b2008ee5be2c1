using System.Text.Json;
using System.Threading.Channels;

namespace Chat.Emulator.Recording;

/// <summary>
/// Writes sessions to a file as they happen. What waits to be written is bounded: the gateway never waits for a disk, and what there is no place for is
/// counted, in the file too.
/// </summary>
internal sealed partial class SessionRecorder : ISessionListener
{
    public const int DefaultCapacity = 16 * 1024;

    private const long MaxWaitingCharacters = 32 * 1024 * 1024;

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly Lock _gate = new();
    private readonly Transcript _transcript;
    private readonly SecretMask _mask = new();
    private readonly FileStream _file;
    private readonly ILogger _logger;
    private readonly Channel<SessionLine> _waiting;
    private readonly Task _writing;
    private long _waitingCharacters;
    private long _written;
    private long _unsaid;
    private long _missed;
    private bool _isEnded;
    private volatile string? _failure;

    /// <param name="file">Taken over.</param>
    public SessionRecorder(FileStream file, SessionLine.Header header, TimeProvider time, ILogger logger, int capacity = DefaultCapacity)
    {
        _file = file;
        _logger = logger;
        _transcript = new Transcript(time);

        // Nobody waits: what doesn't fit is counted.
        _waiting = Channel.CreateBounded<SessionLine>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _waiting.Writer.TryWrite(header);
        _writing = WriteAsync();
    }

    public string File => _file.Name;

    /// <summary>Why it writes no more. Null while all is well.</summary>
    public string? Failure => _failure;

    public long Missed
    {
        get
        {
            lock (_gate)
            {
                return _missed;
            }
        }
    }

    /// <summary>Those that are written.</summary>
    public long Events => Interlocked.Read(ref _written);

    /// <summary>Makes the file.</summary>
    /// <exception cref="IOException">There is one already, or it can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static SessionRecorder Start(string path, SessionLine.Header header, TimeProvider time, ILogger logger) => new(
        new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            Options = FileOptions.Asynchronous,
        }),
        header,
        time,
        logger);

    public void Hear(SessionEvent told)
    {
        lock (_gate)
        {
            // Who was about to tell when the recording ended tells of what came after.
            if (_isEnded || _transcript.Add(told) is not { } line)
            {
                return;
            }

            if (_unsaid > 0 && Offer(new SessionLine.Gap(_unsaid)))
            {
                _unsaid = 0;
            }

            if (_unsaid == 0 && Offer(line))
            {
                return;
            }

            _unsaid++;
            if (++_missed > 1)
            {
                return;
            }
        }

        LogMissing(File);
    }

    /// <summary>Writes what waits and the last line. What is told from now on is nothing of it.</summary>
    public async Task EndAsync()
    {
        SessionLine.Gap? gap;
        lock (_gate)
        {
            _isEnded = true;
            gap = _unsaid > 0 ? new SessionLine.Gap(_unsaid) : null;
            _waiting.Writer.TryComplete();
        }

        await _writing;
        if (_failure is null)
        {
            await TryAsync(async () =>
            {
                if (gap is not null)
                {
                    await WriteAsync(gap);
                }

                await WriteAsync(new SessionLine.End(Events, Missed));
                await _file.FlushAsync();
            });
        }

        await TryAsync(async () => await _file.DisposeAsync());
    }

    private bool Offer(SessionLine line)
    {
        if (Volatile.Read(ref _waitingCharacters) + Length(line) > MaxWaitingCharacters || !_waiting.Writer.TryWrite(line))
        {
            return false;
        }

        Interlocked.Add(ref _waitingCharacters, Length(line));
        return true;
    }

    private async Task WriteAsync()
    {
        // Not on the thread of whoever starts it.
        await Task.Yield();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (_waiting.Reader.TryRead(out var line))
            {
                Interlocked.Add(ref _waitingCharacters, -Length(line));
                if (_failure is null)
                {
                    await TryAsync(() => WriteAsync(_mask.Mask(line)));
                }
            }

            // Who looks at the file while the session goes on sees what has happened.
            if (_failure is null)
            {
                await TryAsync(() => _file.FlushAsync());
            }
        }
    }

    private async Task WriteAsync(SessionLine line)
    {
        await _file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, SessionJson.Readable.SessionLine));
        await _file.WriteAsync(NewLine);
        if (line.N > 0)
        {
            Interlocked.Increment(ref _written);
        }
    }

    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e)
        {
            // Whatever it is: clients' sessions go on, and whoever ends the recording hears of it.
            if (_failure is null)
            {
                _failure = e.Message;
                LogFailed(e, File, e.Message);
            }
        }
    }

    private static int Length(SessionLine line) => line switch
    {
        SessionLine.FrameIn received => received.Text.Length,
        SessionLine.FrameOut sent => sent.Text.Length,
        _ => 0,
    };

    [LoggerMessage(633, LogLevel.Error, "The recording to {File} has ended early: {Reason}", EventName = "RecordingFailed")]
    private partial void LogFailed(Exception exception, string file, string reason);

    [LoggerMessage(634, LogLevel.Warning, "{File} lacks an event, which went by more quickly than it could be written: it can't be replayed. Begin another recording", EventName = "RecordingMissing")]
    private partial void LogMissing(string file);
}
