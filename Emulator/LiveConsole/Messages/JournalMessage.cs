using Chat.Emulator.Journal;

namespace Chat.Emulator.LiveConsole.Messages;

/// <summary>The events of one message that are kept, in order; or a single event that belongs to none.</summary>
/// <param name="Id">Null: it belongs to none.</param>
internal sealed record JournalMessage(string? Id)
{
    public List<JournalEntry> Entries { get; } = [];

    public JournalEntry First => Entries[0];

    public bool Has(JournalKind kind) => Entries.Exists(entry => entry.Kind == kind);

    /// <summary>The first of a kind. Its sequence is 0 when there is none.</summary>
    public JournalEntry Find(JournalKind kind) => Entries.Find(entry => entry.Kind == kind);

    /// <inheritdoc cref="Find"/>
    public JournalEntry FindLast(JournalKind kind) => Entries.FindLast(entry => entry.Kind == kind);
}
