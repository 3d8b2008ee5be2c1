using System.Collections.Concurrent;
using System.Text.Json;
using Chat.SignalR.Slices;
using Chat.SignalR.State;
using Chat.SignalR.Tests.Fakes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Time.Testing;

namespace Chat.SignalR.Tests;

/// <summary>Calls to large audiences, posted by invocations of a function: everybody hears them, whom the function reached not again.</summary>
public sealed class SliceTests
{
    private static readonly TimeSpan Remaining = TimeSpan.FromSeconds(29);

    private readonly MemoryHubStore _store = new("chat");
    private readonly RecordingPosters _posters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero));
    private readonly ConcurrentQueue<byte[]> _handedOver = new();
    private readonly List<string> _events = [];
    private readonly Invocation _log = new();
    private readonly FanOutOptions _fanOut;
    private readonly LambdaHub<CountingHub> _hub;

    public SliceTests()
    {
        _fanOut = new FanOutOptions
        {
            Threshold = 5,
            Invoke = (payload, _) =>
            {
                _handedOver.Enqueue(payload);
                return Task.CompletedTask;
            },
        };
        var options = new LambdaHubOptions { Name = "chat", ConnectionsTable = "c", MembersTable = "m", Posters = _posters, FanOut = _fanOut };
        _hub = LambdaHub.Create(options, _ => new CountingHub(_events), _store);
    }

    [Fact]
    public async Task Call_ToAsManyAsTheThreshold_IsPostedByItsCaller()
    {
        await FillAsync(5);

        await CallAsync(sender => sender.Clients.Group("room"));

        Assert.Empty(_handedOver);
        Assert.Equal(Ids(5), Posted());
    }

    [Theory]
    [InlineData(6, 8, 2)]
    [InlineData(12, 8, 3)]
    [InlineData(100, 8, 7)]
    [InlineData(100, 1, 1)]
    public async Task Call_ToMore_IsSplit_AndEverybodyHearsItOnce(int members, int mostSlices, int slices)
    {
        await FillAsync(members);
        _fanOut.MostSlices = mostSlices;

        await CallAsync(sender => sender.Clients.Group("room"));

        Assert.Empty(_posters.Posts);
        Assert.Equal(slices, _handedOver.Count);
        await RunAllAsync();
        Assert.Equal(Ids(members), Posted());
        Assert.Contains(_log.Lines, line => line.Contains("is split", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_ToAllOrToAllButSome_IsSplitToo()
    {
        await FillAsync(12);

        await CallAsync(sender => sender.Clients.AllExcept(["c003", "c011"]));
        await RunAllAsync();

        Assert.Equal(Ids(12).Where(id => id is not ("c003" or "c011")), Posted());
    }

    [Fact]
    public async Task Call_ThatCannotBeHandedOver_IsPostedByItsCaller()
    {
        await FillAsync(12);
        _fanOut.Invoke = (_, _) => throw new IOException("429");

        await CallAsync(sender => sender.Clients.Group("room"));

        Assert.Equal(Ids(12), Posted());
        Assert.Contains(_log.Lines, line => line.Contains("could not be handed over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_ToARoomThatCannotBeRead_IsLeftToTheFunction()
    {
        await FillAsync(12);
        _store.ReadableMembers = 2;
        await CallAsync(sender => sender.Clients.Group("room"));
        _store.ReadableMembers = int.MaxValue;

        Assert.Single(_handedOver);
        await RunAllAsync();
        Assert.Equal(Ids(12), Posted());
    }

    [Fact]
    public async Task Slice_ThatDoesNotReachSome_HandsThoseOverAndNobodyElse()
    {
        await FillAsync(6);
        _posters.Failing["c001"] = true;
        _posters.Failing["c003"] = true;
        await CallAsync(sender => sender.Clients.Group("room"));

        // Two slices; the first makes an event of its own for the two.
        await RunNextAsync();
        await RunNextAsync();
        var rest = Assert.Single(_handedOver);
        Assert.Equal(["c001", "c003"], Read(rest).Only);

        _posters.Failing.Clear();
        await RunAllAsync();
        Assert.Equal(Ids(6), Posted());
    }

    [Fact]
    public async Task Slice_OfThoseWhoWereLeft_FailsWhileOneOfThemIsLeft()
    {
        await FillAsync(6);
        _posters.Failing["c001"] = true;
        await CallAsync(sender => sender.Clients.Group("room"));
        await RunNextAsync();
        await RunNextAsync();
        Assert.True(_handedOver.TryPeek(out var rest));

        await Assert.ThrowsAsync<SliceUndeliveredException>(RunNextAsync);
        Assert.Empty(_handedOver);

        // As Lambda does a minute later.
        _posters.Failing.Clear();
        _handedOver.Enqueue(rest);
        await RunAllAsync();
        Assert.Equal(Ids(6), Posted());
    }

    [Fact]
    public async Task Slice_WhoseMembersCannotBeRead_Fails()
    {
        await FillAsync(6);
        await CallAsync(sender => sender.Clients.Group("room"));
        _store.ReadableMembers = 0;

        await Assert.ThrowsAsync<SliceUndeliveredException>(RunNextAsync);
    }

    [Fact]
    public async Task Slice_ThatFindsSomebodyGone_EndsThatConnection()
    {
        await FillAsync(6);
        _posters.Gone["c002"] = true;
        await CallAsync(sender => sender.Clients.Group("room"));

        await RunAllAsync();

        Assert.False(_store.HasAnythingOf("c002"));
        Assert.Equal(["disconnected"], _events);
    }

    [Fact]
    public async Task Event_WithTheLargestFrameAndTheMostNames_IsWhatLambdaTakes()
    {
        var slice = new Slice { DomainName = "d", Stage = "s", Frame = new byte[128 * 1024] };
        string[] left = [.. Enumerable.Range(0, FanOut.MostNamed + 1).Select(number => $"L0SM9cOFvHcC{number:D4}")];

        Assert.True(await new FanOut(_store, _fanOut).TryHandOverAsync(slice, left, _log, CancellationToken.None));

        Assert.Equal([FanOut.MostNamed, 1], _handedOver.Select(payload => Read(payload).Only!.Count));
        Assert.All(_handedOver, payload => Assert.InRange(payload.Length, 1, 256 * 1024));
    }

    [Fact]
    public async Task Pace_OfAHundredASecond_LetsFiftyThroughEachHalfSecond()
    {
        var passed = 0;
        var reading = ReadAsync();

        Assert.Equal(50, passed);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(50, passed);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(60, passed);

        async Task ReadAsync()
        {
            await foreach (var id in Pace.KeepAsync(Ids(60).ToAsyncEnumerable(), 100, _time, CancellationToken.None))
            {
                Assert.Equal($"c{passed:D3}", id);
                passed++;
            }
        }
    }

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(0, count).Select(number => $"c{number:D3}");

    private static Slice Read(byte[] payload) => JsonSerializer.Deserialize(payload, SliceJson.Default.Slice)!;

    private IEnumerable<string> Posted() => _posters.Posts.Select(post => post.Split(':')[0]).Order(StringComparer.Ordinal);

    private async Task FillAsync(int members)
    {
        foreach (var id in Ids(members))
        {
            var connection = new HubConnection { ConnectionId = id, Hub = "chat" };
            await _store.AddAsync(connection, CancellationToken.None);
            await _store.AdmitAsync(connection, Beginning.Ready, CancellationToken.None);
            await _store.OpenAsync(id, CancellationToken.None);
            await _store.AddToGroupAsync(id, "room", CancellationToken.None);
        }
    }

    private async Task CallAsync(Func<HubSender<CountingHub>, IClientProxy> to)
    {
        await using var sender = _hub.Sender("d", "s", _log, Remaining);
        await to(sender).SendAsync("news");
    }

    private async Task RunAllAsync()
    {
        while (!_handedOver.IsEmpty)
        {
            await RunNextAsync();
        }
    }

    private Task RunNextAsync()
    {
        Assert.True(_handedOver.TryDequeue(out var payload));
        return _hub.PostSliceAsync(Read(payload), _log, Remaining);
    }
}
