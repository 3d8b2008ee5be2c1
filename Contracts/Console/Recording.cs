namespace Chat.Contracts.Console;

/// <summary>The recording of sessions that is on, or the last one.</summary>
/// <param name="File">Null: there was none yet, or nothing happened and it is deleted.</param>
/// <param name="Events">How many lines are written, beside those that tell of the recording itself.</param>
/// <param name="Missed">Events that went by too quickly to be written: such a recording can't be replayed.</param>
/// <param name="Failure">Why nothing more is written to the file.</param>
public sealed record RecordingView(bool IsOn, string? File, long Events, long Missed, string? Failure);

/// <summary>A recording that is to begin.</summary>
/// <param name="File">Null: a name with the time, in the folder that the emulator was started in.</param>
public sealed record RecordingRequest(string? File);
