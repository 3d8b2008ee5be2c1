using System.Text;
using Chat.Emulator.Journal;

namespace Chat.Emulator.LiveConsole.Messages;

/// <summary>The texts of the journal's entries, which are looked up where they are needed alone.</summary>
internal static class JournalTexts
{
    /// <summary>What is kept of an entry's text; empty when nothing is.</summary>
    public static string TextOf(this EventJournal journal, in JournalEntry entry) => Encoding.UTF8.GetString(journal.BytesOf(entry));

    /// <inheritdoc cref="TextOf"/>
    public static byte[] BytesOf(this EventJournal journal, in JournalEntry entry) =>
        entry.TextLength > 0 && journal.TryRead(entry.Sequence, out _, out var text) ? text ?? [] : [];

    /// <summary>The beginning of a text, in one line.</summary>
    public static string Shortened(string text, int most)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= most ? line : string.Concat(line.AsSpan(0, most), "…");
    }
}
