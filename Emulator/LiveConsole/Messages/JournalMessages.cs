using Chat.Emulator.Journal;

namespace Chat.Emulator.LiveConsole.Messages;

/// <summary>
/// Puts the journal's events together that belong to one message. Read from the ring whenever somebody asks: while nobody does, it costs nothing.
/// </summary>
internal sealed class JournalMessages(EventJournal journal)
{
    /// <summary>Null when nothing of it is kept.</summary>
    public JournalMessage? Find(string messageId)
    {
        var found = new JournalMessage(messageId);
        foreach (var entry in journal.Entries(journal.First, journal.Next))
        {
            if (entry.MessageId == messageId)
            {
                found.Entries.Add(entry);
            }
        }

        return found.Entries.Count == 0 ? null : found;
    }

    /// <summary>Those that have an event after a sequence and before another, whole, in the order of their first events.</summary>
    public IReadOnlyCollection<JournalMessage> Between(long after, long next)
    {
        var first = journal.First;
        HashSet<string>? changed = null;
        if (after >= first)
        {
            changed = new HashSet<string>(StringComparer.Ordinal);
            var standsAlone = false;
            foreach (var entry in journal.Entries(after + 1, next))
            {
                standsAlone |= StandsAlone(entry);
                if (entry.MessageId is { } id)
                {
                    changed.Add(id);
                }
            }

            if (changed.Count == 0 && !standsAlone)
            {
                return [];
            }
        }

        var byId = new Dictionary<string, JournalMessage>(StringComparer.Ordinal);
        var found = new List<JournalMessage>();
        foreach (var entry in journal.Entries(first, next))
        {
            if (entry.MessageId is not { } id)
            {
                if (entry.Sequence > after && StandsAlone(entry))
                {
                    var alone = new JournalMessage((string?)null);
                    alone.Entries.Add(entry);
                    found.Add(alone);
                }
            }
            else if (changed is null || changed.Contains(id))
            {
                if (!byId.TryGetValue(id, out var message))
                {
                    message = new JournalMessage(id);
                    byId.Add(id, message);
                    found.Add(message);
                }

                message.Entries.Add(entry);
            }
        }

        return found;
    }

    // What goes wrong without being part of a message is told all the same.
    private static bool StandsAlone(JournalEntry entry) => entry.MessageId is null
        && (entry.Kind is JournalKind.Refused or JournalKind.Denied or JournalKind.Throttled or JournalKind.Undelivered or JournalKind.SlowConsumer or JournalKind.GivenUp or JournalKind.Integrated
            || entry is { Kind: JournalKind.PostBack, Status: >= 400 }
            || (entry.Kind is JournalKind.Closed && Reasons.WhyClosed.IsFailure(entry)));
}
