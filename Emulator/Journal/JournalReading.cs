using System.Text;

namespace Chat.Emulator.Journal;

/// <summary>Reads from the journal what is kept: what has been overwritten meanwhile is passed over.</summary>
internal static class JournalReading
{
    /// <summary>The entries from one sequence up to another.</summary>
    public static IEnumerable<JournalEntry> Entries(this EventJournal journal, long from, long end)
    {
        for (var sequence = from; sequence < end; sequence++)
        {
            if (journal.TryRead(sequence, out var entry))
            {
                yield return entry;
            }
        }
    }

    /// <summary>What is kept of an entry's text; empty when nothing is.</summary>
    public static string TextOf(this EventJournal journal, in JournalEntry entry) => Encoding.UTF8.GetString(journal.BytesOf(entry));

    /// <inheritdoc cref="TextOf"/>
    public static byte[] BytesOf(this EventJournal journal, in JournalEntry entry) =>
        entry.TextLength > 0 && journal.TryRead(entry.Sequence, out _, out var text) ? text ?? [] : [];
}
