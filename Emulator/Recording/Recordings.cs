using System.Reflection;

namespace Chat.Emulator.Recording;

/// <summary>The recording that is on, one at a time, and the file of the last one.</summary>
internal sealed partial class Recordings(SessionTap tap, TimeProvider time, ILogger<Recordings> logger)
{
    private readonly Lock _gate = new();
    private SessionRecorder? _recorder;
    private RecordingState _last = new(false, null, 0, 0, null);

    public RecordingState State
    {
        get
        {
            lock (_gate)
            {
                return _recorder is { } recorder ? Describe(recorder, true) : _last;
            }
        }
    }

    /// <param name="path">Null: a name with the time, in the folder that the emulator was started in.</param>
    /// <param name="stack">What runs: its file's name, or its folder's, is in the recording.</param>
    /// <param name="alreadyOpen">How many connections are open, of which nothing will be in it.</param>
    /// <returns>Null when it has begun; else why it hasn't.</returns>
    public string? Begin(string? path, string stack, int alreadyOpen)
    {
        path = Path.GetFullPath(path ?? $"session-{time.GetLocalNow():yyyyMMdd-HHmmss}.jsonl");
        var header = new SessionLine.Header(Session.Version, time.GetUtcNow(), EmulatorVersion, Path.GetFileName(Path.GetFullPath(stack).TrimEnd('/', '\\')), alreadyOpen);
        lock (_gate)
        {
            if (_recorder is { } running)
            {
                return $"A recording is on already, to {running.File}: end it first.";
            }

            try
            {
                _recorder = SessionRecorder.Start(path, header, time, logger);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                return File.Exists(path)
                    ? $"{path} is there already, and a recording overwrites nothing: name another file, or delete it."
                    : $"{path} can't be written: {e.Message}";
            }

            tap.Add(_recorder);
        }

        LogBegun(path);
        return null;
    }

    /// <summary>Ends the recording, if one is on; then its file is whole.</summary>
    public async Task<RecordingState> EndAsync()
    {
        SessionRecorder? recorder;
        lock (_gate)
        {
            (recorder, _recorder) = (_recorder, null);
        }

        if (recorder is null)
        {
            return State;
        }

        tap.Remove(recorder);
        await recorder.EndAsync();
        var ended = Describe(recorder, false);
        if (ended is { Events: 0, Missed: 0 } && TryDelete(recorder.File))
        {
            // What would otherwise be in the way of the same command, once the start has failed.
            ended = ended with { File = null };
            LogDeleted(recorder.File);
        }

        lock (_gate)
        {
            _last = ended;
        }

        Report(ended);
        return ended;
    }

    // A failure has been told when it came.
    private void Report(RecordingState ended)
    {
        if (ended is { Failure: null, Missed: > 0 })
        {
            LogMissed(ended.File, ended.Missed);
        }
        else if (ended is { Failure: null, File: not null })
        {
            LogEnded(ended.Events, ended.File);
        }
    }

    private static bool TryDelete(string file)
    {
        try
        {
            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string EmulatorVersion { get; } =
        typeof(Recordings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static RecordingState Describe(SessionRecorder recorder, bool isOn) => new(isOn, recorder.File, recorder.Events, recorder.Missed, recorder.Failure);

    [LoggerMessage(630, LogLevel.Information, "Sessions are recorded to {File}", EventName = "RecordingBegun")]
    private partial void LogBegun(string file);

    [LoggerMessage(631, LogLevel.Information, "{Events} events are recorded in {File}", EventName = "RecordingEnded")]
    private partial void LogEnded(long events, string? file);

    [LoggerMessage(632, LogLevel.Warning, "{File} lacks {Missed} events, which went by more quickly than they could be written: it can't be replayed", EventName = "RecordingMissed")]
    private partial void LogMissed(string? file, long missed);

    [LoggerMessage(635, LogLevel.Information, "Nothing was recorded, and {File} is deleted", EventName = "RecordingDeleted")]
    private partial void LogDeleted(string file);
}

/// <param name="File">Null: there is none, or it was deleted since nothing happened.</param>
/// <param name="Events">Those that are written.</param>
/// <param name="Missed">Events that went by too quickly to be written.</param>
/// <param name="Failure">Why nothing more is written.</param>
internal sealed record RecordingState(bool IsOn, string? File, long Events, long Missed, string? Failure);
