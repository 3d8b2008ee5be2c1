using Chat.Emulator.Journal;

namespace Chat.Emulator.Host.Terminal.Messages;

/// <summary>
/// Answers that turn out not to be usable, which the journal tells right after their route's outcome. They are looked for ahead of it, so that
/// the message's one line says so.
/// </summary>
internal sealed class RefusedAnswers(EventJournal journal)
{
    // Why, by the message's id.
    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);

    /// <summary>Looks through the entries from one up to another.</summary>
    public void Find(long first, long end)
    {
        _found.Clear();
        foreach (var entry in journal.Entries(first, end))
        {
            if (entry is { Kind: JournalKind.AnswerRefused, MessageId: { } id })
            {
                _found[id] = journal.TextOf(entry);
            }
        }
    }

    /// <summary>What became of the message instead of the function's answer, told once. Null: nothing was refused, or it is told already.</summary>
    public string? Take(in JournalEntry entry) => entry is { Kind: JournalKind.Integrated or JournalKind.AnswerRefused, MessageId: { } id } && _found.Remove(id, out var why)
        ? $"answer refused: {why}".TrimEnd(':', ' ')
        : null;
}
