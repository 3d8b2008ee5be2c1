using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Chat.Functions.Broadcasting;

namespace Chat.Functions.Rooms;

/// <summary>
/// A room's messages in their order. A message is committed by one conditional write: to the place right behind the last one, if that is still free. So
/// sequences have no gap, no counter has to agree with anything, and who loses a race reads what won and tries the next place.
/// </summary>
/// <param name="backoff">Waited after the second race that is lost, and longer after each further one.</param>
internal sealed class MessageLog(RoomTable table, Backoff backoff, TimeProvider time)
{
    /// <summary>
    /// Some round trips to the table. Without a wait all who lost try again together, one of them wins, and a message costs as many reads and writes as
    /// others are being committed: in a model of 20 senders 22 each, and 7 with the wait. What it comes to: docs/benchmarks.md.
    /// </summary>
    internal static readonly Backoff BetweenRaces = new(Random.Shared.NextDouble, TimeSpan.FromMilliseconds(4));

    /// <summary>How long a message is kept.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>How long an id is known: longer than any client repeats itself, and much shorter than the messages that tell whether it was used.</summary>
    internal static readonly TimeSpan IdKept = TimeSpan.FromDays(1);

    // Of the 128 KB that a frame has, for messages as JSON. The longest text may take all of it, in escapes, and its name more: a page has one message at least.
    private const int FrameBudget = 96 * 1024;

    // Races are won by somebody each time; this many losses are a fault, and better told than repeated until the time is over.
    private const int MostAttempts = 200;

    // Behind every message: '$' comes right after '#'.
    private const string End = "message$";

    private const string SenderAttribute = "senderHash";

    private readonly KnownEnds _ends = new(time);

    public async Task<RoomMessage> CommitAsync(string room, Draft draft, CancellationToken cancellationToken)
    {
        var seen = _ends.Find(room) ?? await LastAsync(room, cancellationToken);
        var isFirst = !draft.MayComeAgain || await TryClaimAsync(room, draft, seen, cancellationToken);
        if (!isFirst)
        {
            // Whoever claimed the id may have committed its message, or may be about to: it is behind what that one had seen, or nowhere.
            seen = await ClaimedFromAsync(room, draft, cancellationToken);
        }

        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (!isFirst || attempt > 0)
            {
                await foreach (var item in ItemsAfterAsync(room, seen, cancellationToken))
                {
                    if (item["id"].S == draft.Id && item.GetValueOrDefault(SenderAttribute)?.S == RoomKeys.Sender(draft))
                    {
                        return Read(item);
                    }

                    seen = RoomKeys.PositionOf(item[RoomKeys.Item].S);
                }
            }

            var next = seen is null ? await FirstAsync(room, cancellationToken) : seen with { Sequence = seen.Sequence + 1 };
            var committed = new RoomMessage(next.Epoch, next.Sequence, draft.Id, draft.Name, draft.Text, time.GetUtcNow(), draft.CutFrom);
            if (await TryPutAsync(room, committed, draft, cancellationToken))
            {
                _ends.Put(room, next);
                return committed;
            }

            _ends.Lost(room);
            if (attempt > 0)
            {
                await Task.Delay(backoff.Before(attempt + 1), time, cancellationToken);
            }
        }

        throw new TimeoutException($"{MostAttempts} messages of others came between: the room '{room}' is too busy");
    }

    public async Task<Position?> LastAsync(string room, CancellationToken cancellationToken)
    {
        await foreach (var item in table.QueryAsync(RoomKeys.OfRoom(room), RoomKeys.Messages, End, isForward: false, pageSize: 1, cancellationToken))
        {
            return RoomKeys.PositionOf(item[RoomKeys.Item].S);
        }

        return null;
    }

    public async Task<MessagesAfter> ReadAfterAsync(string room, Position after, CancellationToken cancellationToken)
    {
        var messages = new List<RoomMessage>();
        var budget = FrameBudget;
        var hasMore = false;
        var next = after with { Sequence = after.Sequence + 1 };
        var hasGap = false;
        await foreach (var item in ItemsAfterAsync(room, after, cancellationToken))
        {
            var position = RoomKeys.PositionOf(item[RoomKeys.Item].S);
            hasGap |= position != next || !table.IsLive(item);
            next = position with { Sequence = position.Sequence + 1 };
            if (!table.IsLive(item))
            {
                continue;
            }

            var message = Read(item);
            if ((budget -= SizeOf(message)) < 0 && messages.Count > 0)
            {
                hasMore = true;
                break;
            }

            messages.Add(message);
        }

        return new MessagesAfter(messages, hasMore, hasGap || (messages.Count == 0 && !await HasComeToAsync(room, after, cancellationToken)));
    }

    public async Task<HistoryPage> ReadBeforeAsync(string room, Position? before, int count, CancellationToken cancellationToken)
    {
        var messages = new List<RoomMessage>();
        var budget = FrameBudget;
        var end = before is null ? End : RoomKeys.Message(before);
        await foreach (var item in table.QueryAsync(RoomKeys.OfRoom(room), RoomKeys.Messages, end, isForward: false, count + 1, cancellationToken))
        {
            if (!table.IsLive(item))
            {
                // Older ones are no younger.
                break;
            }

            var message = Read(item);
            if (messages.Count == count || ((budget -= SizeOf(message)) < 0 && messages.Count > 0))
            {
                messages.Reverse();
                return new HistoryPage(messages, HasMore: true);
            }

            messages.Add(message);
        }

        messages.Reverse();
        return new HistoryPage(messages, HasMore: false);
    }

    // A position that the room has not come to is of another room's life. It may have come further, since somebody looked for what is behind it.
    private async Task<bool> HasComeToAsync(string room, Position position, CancellationToken cancellationToken) =>
        await LastAsync(room, cancellationToken) is { } last && (last.Epoch, last.Sequence).CompareTo((position.Epoch, position.Sequence)) >= 0;

    private IAsyncEnumerable<Dictionary<string, AttributeValue>> ItemsAfterAsync(string room, Position? after, CancellationToken cancellationToken) => table.QueryAsync(
        RoomKeys.OfRoom(room), after is null ? RoomKeys.Messages : RoomKeys.Message(after), End, isForward: true, pageSize: null, cancellationToken);

    private Task<bool> TryClaimAsync(string room, Draft draft, Position? seen, CancellationToken cancellationToken) => table.TryPutAsync(
        RoomKeys.OfRoom(room),
        RoomKeys.Id(RoomKeys.Sender(draft), draft.Id),
        seen is null ? [] : new Dictionary<string, AttributeValue> { ["seen"] = new(RoomKeys.Message(seen)) },
        IdKept,
        $"attribute_not_exists({RoomKeys.Item}) OR {RoomKeys.ExpiresAt} <= :now",
        new Dictionary<string, AttributeValue> { [":now"] = RoomTable.Number(time.GetUtcNow().ToUnixTimeSeconds()) },
        cancellationToken);

    private async Task<Position?> ClaimedFromAsync(string room, Draft draft, CancellationToken cancellationToken) =>
        await table.FindAsync(RoomKeys.OfRoom(room), RoomKeys.Id(RoomKeys.Sender(draft), draft.Id), cancellationToken) is { } claim && claim.TryGetValue("seen", out var seen)
            ? RoomKeys.PositionOf(seen.S)
            : null;

    private Task<bool> TryPutAsync(string room, RoomMessage message, Draft draft, CancellationToken cancellationToken)
    {
        var attributes = new Dictionary<string, AttributeValue>
        {
            ["id"] = new(message.Id),
            ["name"] = new(message.Name),
            ["text"] = new(message.Text),
            ["sentAt"] = new(message.SentAt.ToString("O", CultureInfo.InvariantCulture)),
        };
        if (draft.MayComeAgain)
        {
            attributes[SenderAttribute] = new(RoomKeys.Sender(draft));
        }

        if (message.CutFrom is { } whole)
        {
            attributes["cutFrom"] = RoomTable.Number(whole);
        }

        return table.TryPutAsync(
            RoomKeys.OfRoom(room),
            RoomKeys.Message(new Position(message.Epoch, message.Sequence)),
            attributes,
            Kept,
            $"attribute_not_exists({RoomKeys.Item})",
            [],
            cancellationToken);
    }

    // The first place of a room without messages: one that is new, or whose messages have all been swept. Its epoch is kept apart, for ever.
    private async Task<Position> FirstAsync(string room, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (; ; )
        {
            var known = await table.FindAsync(RoomKeys.OfRoom(room), RoomKeys.Epoch, cancellationToken);
            var epoch = known is null ? 0 : long.Parse(known[RoomKeys.Epoch].N, CultureInfo.InvariantCulture);

            // One that is younger than what a message lives can't have lost any: it was begun by somebody who is about to put the first.
            if (known is not null && now - epoch < Kept.TotalMilliseconds / 2)
            {
                return new Position(epoch, 1);
            }

            // Its time, so that a room whose table was lost doesn't count what its clients have seen.
            var next = Math.Max(now, epoch + 1);
            if (await table.TryPutAsync(
                RoomKeys.OfRoom(room),
                RoomKeys.Epoch,
                new Dictionary<string, AttributeValue> { [RoomKeys.Epoch] = RoomTable.Number(next) },
                life: null,
                known is null ? $"attribute_not_exists({RoomKeys.Item})" : $"{RoomKeys.Epoch} = :known",
                known is null ? [] : new Dictionary<string, AttributeValue> { [":known"] = RoomTable.Number(epoch) },
                cancellationToken))
            {
                return new Position(next, 1);
            }
        }
    }

    private static RoomMessage Read(Dictionary<string, AttributeValue> item)
    {
        var (epoch, sequence) = RoomKeys.PositionOf(item[RoomKeys.Item].S);
        return new RoomMessage(
            epoch,
            sequence,
            item["id"].S,
            item["name"].S,
            item["text"].S,
            DateTimeOffset.Parse(item["sentAt"].S, CultureInfo.InvariantCulture),
            item.TryGetValue("cutFrom", out var whole) ? int.Parse(whole.N, CultureInfo.InvariantCulture) : null);
    }

    private static int SizeOf(RoomMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, RoomsJson.Default.RoomMessage).Length + 1;
}
