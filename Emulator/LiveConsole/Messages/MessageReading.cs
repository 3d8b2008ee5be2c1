using System.Globalization;
using Chat.Contracts.Console;
using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Journal;
using Chat.Emulator.LiveConsole.Messages.Reasons;

namespace Chat.Emulator.LiveConsole.Messages;

/// <summary>Makes a row of a message's events: what it is, what became of it, and why.</summary>
internal sealed class MessageReading(EventJournal journal, MessageWhy why)
{
    private const int MaxText = 200;

    public MessageView View(JournalMessage message)
    {
        var first = message.First;
        var kind = KindOf(message);
        var invocation = message.FindLast(JournalKind.InvocationEnded) is { Sequence: > 0 } ended ? ended : message.FindLast(JournalKind.InvocationStarted);
        var reasons = why.Of(message, kind);
        var isRunning = IsRunning(message, kind);
        return new MessageView
        {
            Id = message.Id,
            Sequence = first.Sequence,
            LastSequence = message.Entries[^1].Sequence,
            Time = new DateTimeOffset(first.UtcTicks, TimeSpan.Zero),
            Kind = kind,
            ConnectionId = message.Entries.Find(entry => entry.ConnectionId is not null && entry.Kind is not (JournalKind.PostBack or JournalKind.FrameOut)).ConnectionId
                ?? (message.Id is null ? first.ConnectionId : null),
            RouteKey = RouteOf(message, kind),
            Function = invocation.Function ?? first.Function,
            Outcome = OutcomeOf(message, kind, isRunning),
            DurationMs = isRunning || kind is MessageKinds.Event ? null : DurationOf(message).TotalMilliseconds,
            Deliveries = message.Entries.Count(entry => entry.Kind is JournalKind.FrameOut),
            FailedPosts = message.Entries.Count(entry => entry is { Kind: JournalKind.PostBack, Status: >= 400 }),
            IsRunning = isRunning,
            IsFailed = reasons.Any(reason => !reason.IsRecovered),
            Text = TextOf(message),
            Why = reasons,
        };
    }

    public static string KindOf(JournalMessage message)
    {
        if (message.Id is null)
        {
            return message.First.Kind is JournalKind.Refused ? MessageKinds.Handshake
                : message.First.Kind is JournalKind.Integrated ? MessageKinds.Disconnect
                : MessageKinds.Event;
        }

        return message.Has(JournalKind.FrameIn) || message.Has(JournalKind.Routed) ? MessageKinds.Message
            : message.Has(JournalKind.Connected) || message.Has(JournalKind.Refused) || message.Find(JournalKind.Integrated).Name is RouteSelector.ConnectKey ? MessageKinds.Handshake
            : message.Find(JournalKind.Integrated).Name is RouteSelector.DisconnectKey ? MessageKinds.Disconnect
            : message.Has(JournalKind.Integrated) ? MessageKinds.Message
            : message.Has(JournalKind.InvocationStarted) || message.Has(JournalKind.InvocationEnded) ? MessageKinds.Invocation
            : message.Has(JournalKind.PostBack) ? MessageKinds.Console
            : MessageKinds.Event;
    }

    private static bool IsRunning(JournalMessage message, string kind) => kind switch
    {
        MessageKinds.Message => !message.Entries.Exists(
            entry => entry.Kind is JournalKind.Integrated or JournalKind.Throttled or JournalKind.BodyRefused || entry is { Kind: JournalKind.Routed, Name: null }),
        MessageKinds.Handshake => !message.Has(JournalKind.Connected) && !message.Has(JournalKind.Refused),
        MessageKinds.Invocation => !message.Has(JournalKind.InvocationEnded),
        _ => false,
    };

    private static string? RouteOf(JournalMessage message, string kind) => kind switch
    {
        MessageKinds.Handshake => RouteSelector.ConnectKey,
        MessageKinds.Disconnect => RouteSelector.DisconnectKey,
        _ => message.Find(JournalKind.Routed).Name ?? message.Find(JournalKind.Integrated).Name ?? message.Find(JournalKind.Throttled).Name,
    };

    private string OutcomeOf(JournalMessage message, string kind, bool isRunning)
    {
        var ended = message.FindLast(JournalKind.InvocationEnded);
        var integrated = message.FindLast(JournalKind.Integrated);
        return message switch
        {
            _ when message.Find(JournalKind.Refused) is { Sequence: > 0, Status: var status } => Number(status),
            _ when message.Has(JournalKind.Throttled) => Number(StatusCodes.Status429TooManyRequests),
            _ when message.Find(JournalKind.Routed) is { Sequence: > 0, Name: null } => ErrorFrame.Forbidden,
            _ when message.Has(JournalKind.BodyRefused) => "Bad request body",
            _ when isRunning => "running",
            _ when integrated is { Sequence: > 0, Detail: not null and not "responded" and not "failed" } => integrated.Detail,
            _ when integrated is { Sequence: > 0, Status: > 0 } => Number(integrated.Status),
            _ when ended is { Sequence: > 0 } => ended.Name ?? AnswerOf(ended),
            _ when integrated is { Sequence: > 0 } => integrated.Detail ?? "",
            _ when kind is MessageKinds.Handshake => "connected",
            _ when kind is MessageKinds.Console => "sent",
            _ => EventFilter.Names[message.First.Kind],
        };
    }

    private string AnswerOf(in JournalEntry ended) =>
        ended.Detail is "responded" && AnswerStatus.Of(journal, ended) is { } status ? Number(status) : ended.Detail ?? "";

    // Lines may be written long after the end, and a frame to a client that reads slowly may leave as late.
    private static TimeSpan DurationOf(JournalMessage message)
    {
        var counted = message.Entries.Where(entry => entry.Kind is not (JournalKind.Log or JournalKind.FrameOut or JournalKind.Closed)).DefaultIfEmpty(message.First).ToList();
        var start = counted.Min(entry => entry.Kind is JournalKind.PostBack or JournalKind.Integrated or JournalKind.InvocationEnded ? entry.UtcTicks - entry.DurationTicks : entry.UtcTicks);
        return TimeSpan.FromTicks(counted.Max(entry => entry.UtcTicks) - start);
    }

    private string? TextOf(JournalMessage message)
    {
        var frame = message.Find(JournalKind.FrameIn) is { Sequence: > 0 } incoming ? incoming : message.Find(JournalKind.FrameOut);
        return frame.Sequence > 0 && journal.TextOf(frame) is { Length: > 0 } text ? JournalTexts.Shortened(text, MaxText) : null;
    }

    private static string Number(int status) => status.ToString(CultureInfo.InvariantCulture);
}
