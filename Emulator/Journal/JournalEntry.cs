namespace Chat.Emulator.Journal;

/// <summary>
/// Something that happened, as a value: it refers to texts that exist anyway, and what was sent stands in the journal's own bytes. Turned
/// into words only when somebody looks.
/// </summary>
internal struct JournalEntry
{
    /// <summary>Counts up from 1, without gaps.</summary>
    public long Sequence;

    public long UtcTicks;

    /// <summary>Where its text begins in all that was ever written.</summary>
    public long TextStart;

    public long DurationTicks;

    public string? ConnectionId;

    /// <summary>The <c>requestId</c> of the event that began it all: what frame, invocation and post-backs of one message share.</summary>
    public string? MessageId;

    /// <summary>Lambda's own id of the invocation.</summary>
    public string? RequestId;

    public string? Function;

    public string? Environment;

    /// <summary>Route key, method or action.</summary>
    public string? Name;

    public string? Detail;

    /// <summary>The fault on demand that it comes from, by the name that people set it by: <c>posts.throttled</c>. Null: none.</summary>
    public string? Fault;

    /// <summary>Bytes of the whole text, though not all of them may be kept.</summary>
    public int Bytes;

    public int TextLength;

    /// <summary>Status or close code. 0: none.</summary>
    public int Status;

    public JournalKind Kind;
}
