using System.Collections.Concurrent;
using System.Text;
using Chat.Emulator.Gateway;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.LiveConsole;
using Chat.Emulator.Options;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Journal;

public sealed class JournalTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2041, 3, 5, 10, 11, 12, TimeSpan.Zero));

    [Fact]
    public void Write_MoreThanItHolds_KeepsTheNewestAndCountsTheRestAsLost()
    {
        var journal = new EventJournal(Time, capacity: 10, textCapacity: 1024);
        for (var i = 1; i <= 25; i++)
        {
            journal.FrameIn(NewConnection(), default, Encoding.UTF8.GetBytes($"text {i}"));
        }

        var all = new EventFilter().ReadAfter(journal, 0, 1_000);

        Assert.Equal(26, journal.Next);
        Assert.Equal(Enumerable.Range(16, 10).Select(i => $"text {i}"), all.Events.Select(each => each.Text));
        Assert.Equal(15, all.Lost);
        Assert.False(journal.TryRead(15, out _));
        Assert.False(journal.TryRead(26, out _));
    }

    [Fact]
    public void Write_MoreTextThanItHolds_KeepsTheEventsAndSaysWhichTextsAreGone()
    {
        var journal = new EventJournal(Time, capacity: 100, textCapacity: 64);
        for (var i = 0; i < 10; i++)
        {
            journal.FrameIn(NewConnection(), default, Encoding.UTF8.GetBytes($"{i}-3456789012345"));
        }

        var events = new EventFilter().ReadAfter(journal, 0, 1_000).Events;

        Assert.Equal(10, events.Count);
        Assert.All(events, each => Assert.Equal(15, each.Bytes));
        Assert.All(events.Take(6), each => Assert.True(each is { Text: null, IsCut: true }));
        Assert.Equal(["6-3456789012345", "7-3456789012345", "8-3456789012345", "9-3456789012345"], events.Skip(6).Select(each => each.Text));
    }

    [Fact]
    public void Write_LongText_IsCutAtACharacterAndSaysSo()
    {
        var journal = new EventJournal(Time);
        var text = "x" + new string('é', EventJournal.MaxTextBytes);
        journal.FrameIn(NewConnection(), default, Encoding.UTF8.GetBytes(text));

        var cut = Assert.Single(new EventFilter().ReadNewest(journal, 10));

        Assert.True(cut.IsCut);
        Assert.Equal(1 + (2 * EventJournal.MaxTextBytes), cut.Bytes);
        Assert.Equal(text[..(EventJournal.MaxTextBytes / 2)], cut.Text);
    }

    [Fact]
    public void Write_WhileNobodyLooks_AllocatesNothing()
    {
        var journal = new EventJournal(Time);
        var connection = NewConnection();
        var text = "{\"action\":\"sendMessage\"}"u8.ToArray();
        var stamp = EventStamp.Mint(Time);
        journal.FrameIn(connection, stamp, text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            journal.FrameIn(connection, stamp, text);
            journal.Routed(connection, stamp, "sendMessage");
        }

        // Less than a byte a write: the runtime's own, when it compiles the loop anew, is in it too.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000 - 1);
    }

    [Fact]
    public async Task Write_FromManyThreads_EveryEntryIsWholeAndNoneIsMissing()
    {
        const int Writers = 8;
        const int Each = 5_000;
        var journal = new EventJournal(Time, capacity: Writers * Each, textCapacity: 4 * 1024 * 1024);
        var connections = Enumerable.Range(0, Writers).Select(_ => NewConnection()).ToArray();
        await Task.WhenAll(connections.Select(connection => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                journal.FrameIn(connection, default, Encoding.UTF8.GetBytes($"{connection.Id} {i}"));
            }
        })));

        var seen = new ConcurrentDictionary<string, int>();
        for (var sequence = 1L; sequence < journal.Next; sequence++)
        {
            Assert.True(journal.TryRead(sequence, out var entry, out var text));
            var expected = seen.AddOrUpdate(entry.ConnectionId!, 0, (_, last) => last + 1);
            Assert.Equal($"{entry.ConnectionId} {expected}", Encoding.UTF8.GetString(text!));
        }

        Assert.All(connections, connection => Assert.Equal(Each - 1, seen[connection.Id.Value]));
    }

    [Fact]
    public async Task Watch_SomethingIsWritten_WakesOnceHoweverMuchItWas()
    {
        var journal = new EventJournal(Time);
        using var watch = journal.Watch();
        journal.Throttled(null, null, "a", "1 a second");
        journal.Throttled(null, null, "b", "1 a second");

        await watch.WaitAsync(CancellationToken.None);

        Assert.False(watch.WaitAsync(CancellationToken.None).AsTask().IsCompleted);
    }

    [Fact]
    public void ReadNewest_WithFilters_FindsWhatMatchesAllOfThem()
    {
        var journal = new EventJournal(Time);
        var one = NewConnection();
        var two = NewConnection();
        journal.FrameIn(one, default, "apple"u8);
        journal.FrameIn(two, default, "APPLE pie"u8);
        journal.Routed(two, default, "apple");

        Assert.Equal(3, new EventFilter { Text = "apple" }.ReadNewest(journal, 10).Count);
        Assert.Equal(2, new EventFilter { Text = "apple", ConnectionId = two.Id.Value }.ReadNewest(journal, 10).Count);
        Assert.Equal("routed", Assert.Single(new EventFilter { Text = "apple", Kinds = System.Collections.Frozen.FrozenSet.Create(JournalKind.Routed) }.ReadNewest(journal, 10)).Kind);
    }

    private static Connection NewConnection() => new(Time, GatewayLimits.Default)
    {
        ApiId = "a",
        StageName = "demo",
        DomainName = "localhost",
        Identity = new ConnectionIdentity("127.0.0.1", null),
    };
}
