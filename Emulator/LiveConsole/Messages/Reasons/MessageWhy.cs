using Chat.Contracts.Console;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;

namespace Chat.Emulator.LiveConsole.Messages.Reasons;

/// <summary>Why a message failed: each event that tells of something wrong becomes a sentence, and those that say the same become one.</summary>
/// <remarks>For one reading of the journal.</remarks>
internal sealed class MessageWhy(EventJournal journal, GatewayLimits limits)
{
    private readonly WhyFunction _function = new(journal);
    private readonly WhyRoute _route = new(journal);
    private readonly WhyPost _post = new(journal, limits);
    private readonly WhyClosed _closed = new(journal);

    /// <summary>In the order of the events; empty when nothing went wrong.</summary>
    public IReadOnlyList<WhyView> Of(JournalMessage message, string kind)
    {
        List<WhyView>? found = null;
        foreach (var entry in message.Entries)
        {
            if (Of(entry, message, kind) is { } why)
            {
                (found ??= []).Add(why);
            }
        }

        if (message.Entries.Exists(WhyPost.IsTold))
        {
            (found ??= []).AddRange(_post.Of(message));
        }

        found?.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        return found ?? [];
    }

    private WhyView? Of(in JournalEntry entry, JournalMessage message, string kind) => entry.Kind switch
    {
        JournalKind.InvocationEnded => _function.Of(entry, kind),
        JournalKind.GivenUp => WhyFunction.GivenUp(entry),
        JournalKind.Routed or JournalKind.BodyRefused or JournalKind.Throttled or JournalKind.Integrated or JournalKind.AnswerRefused => _route.Of(entry, message),
        JournalKind.Denied => WhyDenied.Of(entry, journal.TextOf(entry)),
        JournalKind.Refused => _closed.Refused(entry),
        JournalKind.Closed or JournalKind.SlowConsumer or JournalKind.Undelivered => _closed.Of(entry),
        _ => null,
    };
}
