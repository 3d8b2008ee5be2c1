using Chat.Functions.Broadcasting;
using Chat.Functions.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Broadcasting;

public class BroadcasterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly SendOutcome Throttled = new SendOutcome.Throttled("429 LimitExceededException");
    private static readonly SendOutcome Unavailable = new SendOutcome.Unavailable("503 ServiceUnavailableException");

    private readonly FakeConnectionStore _store = new();
    private readonly FakeSender _sender = new();
    private readonly RecordingLogger _log = new();
    private readonly FakeTimeProvider _time = Clock.Start();

    // One for all broadcasts of a test, as in a function's process.
    private Broadcaster? _broadcaster;

    [Fact]
    public async Task Send_ThreePages_ReachesEveryConnectionOnce()
    {
        _store.Pages.AddRange([Ids("a", 100), Ids("b", 100), Ids("c", 7)]);

        var tally = await SendAsync();

        Assert.Equal(new BroadcastTally(207, 0, 0, 0, TimeSpan.Zero, true), tally);
        Assert.Equal(_store.Pages.SelectMany(page => page).Order(), _sender.Posts.Select(post => post.ConnectionId).Order());
        Assert.All(_sender.Posts, post => Assert.Equal("hello", post.Text));
    }

    [Fact]
    public async Task Send_ThoseWhoDidNotGetIt_AreNamed_ButForThoseWhoNeverRead()
    {
        _store.Pages.Add(["a", "refused", "reads-never", "b"]);
        _sender.Answer("refused", new SendOutcome.Refused("403 ForbiddenException"));
        _sender.Answer("reads-never", Throttled);

        Assert.Equal(["reads-never", "refused"], (await SendAsync()).Undelivered.Order());
        var next = await SendAsync();

        Assert.Equal(["refused"], next.Undelivered);
        Assert.Equal(2, next.Failed);
    }

    [Fact]
    public async Task Send_GoneConnections_AreRemovedAndNobodyElse()
    {
        _store.Pages.Add(["a", "b", "c"]);
        _sender.Answer("a", SendOutcome.Gone.Instance);
        _sender.Answer("c", SendOutcome.Gone.Instance);

        var tally = await SendAsync();

        Assert.Equal(new BroadcastTally(1, 2, 0, 0, TimeSpan.Zero, true), tally);
        Assert.Equal(["a", "c"], _store.RemovedGone.Order());
        Assert.Empty(_store.Removed);
    }

    [Fact]
    public async Task Send_GoneConnections_KeepNobodyWaitingForTheirRemoval()
    {
        _store.Pages.Add([.. Ids("gone", 3 * Broadcaster.Parallelism), "last", "throttled"]);
        Array.ForEach(Ids("gone", 3 * Broadcaster.Parallelism), id => _sender.Answer(id, SendOutcome.Gone.Instance));
        _sender.Answer("throttled", Throttled, SendOutcome.Delivered.Instance);
        var postsBeforeRemovals = int.MaxValue;
        _store.OnRemoveGone = () => postsBeforeRemovals = Math.Min(postsBeforeRemovals, _sender.Posts.Count);

        var tally = await SendAsync();

        Assert.Equal((2, 3 * Broadcaster.Parallelism, 1), (tally.Delivered, tally.Gone, tally.Retried));
        Assert.Equal(_sender.Posts.Count, postsBeforeRemovals);
        Assert.Equal(tally.Gone, _store.RemovedGone.Count);
    }

    [Fact]
    public async Task Send_GoneRowCannotBeRemoved_IsLoggedAndHarmless()
    {
        _store.Pages.Add(["a", "b"]);
        _store.WriteFailure = new IOException("table away");
        _sender.Answer("a", SendOutcome.Gone.Instance);

        var tally = await SendAsync();

        Assert.Equal((1, 1, 0), (tally.Delivered, tally.Gone, tally.Failed));
        Assert.Equal(["Warning: connection a is gone, but its row could not be removed (IOException)"], _log.Lines);
    }

    [Fact]
    public async Task Send_UnavailableThenOk_IsRetriedAfterEverybodyHadAFirstAttempt()
    {
        _store.Pages.Add(["a", "b", "c"]);
        _sender.Answer("a", Unavailable, Unavailable, SendOutcome.Delivered.Instance);

        var tally = await SendAsync();

        Assert.Equal(new BroadcastTally(3, 0, 0, 2, TimeSpan.Zero, true), tally);
        Assert.Equal(["a", "b", "c"], _sender.Posts.Take(3).Select(post => post.ConnectionId).Order());
        Assert.Equal(["a", "a"], _sender.Posts.Skip(3).Select(post => post.ConnectionId));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Send_AlwaysUnavailable_GivesUpAndSaysWhy()
    {
        _store.Pages.Add(["a", "b"]);
        _sender.Answer("a", Unavailable);

        var tally = await SendAsync();

        Assert.Equal((1, 1, Broadcaster.MaxAttempts - 1), (tally.Delivered, tally.Failed, tally.Retried));
        Assert.Equal(["Warning: post to a failed: 503 ServiceUnavailableException, after 5 attempts"], _log.Lines);
    }

    [Fact]
    public async Task Send_OneKeepsRefusing_IsRepeatedOnceAndThenNeverAgain()
    {
        _store.Pages.Add(["reads not", "b"]);
        _sender.Answer("reads not", Throttled);

        var first = await SendAsync();
        var second = await SendAsync();
        var third = await SendAsync();

        Assert.Equal((1, 1, 1), (first.Delivered, first.Failed, first.Retried));
        Assert.Equal((1, 1, 0), (second.Delivered, second.Failed, second.Retried));
        Assert.Equal(second, third);
        Assert.Equal(
            [
                "Warning: post to reads not failed: 429 LimitExceededException, after 2 attempts",
                "Warning: post to reads not failed: 429 LimitExceededException, as before, so it isn't repeated",
                "Warning: post to reads not failed: 429 LimitExceededException, as before, so it isn't repeated",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task Send_OneKeepsRefusing_TheAnswerWaitsForNoBackoffOfIt()
    {
        _store.Pages.Add(["reads not", "b"]);
        _sender.Answer("reads not", Throttled);
        var waits = new Backoff(() => 1);
        var first = SendAsync(waits);
        await Until(() => first.IsCompleted, () => _time.Advance(TimeSpan.FromMilliseconds(1)));

        // The clock stands still from here on.
        var second = await SendAsync(waits).WaitAsync(Patience);

        Assert.Equal((await first).Failed, second.Failed);
        Assert.Equal(TimeSpan.Zero, second.Elapsed);
    }

    [Fact]
    public async Task Send_OneThatRefusedReadsAgain_IsForgivenAndRepeatedAsAnyOther()
    {
        _store.Pages.Add(["a"]);
        _sender.Answer("a", Throttled, Throttled, SendOutcome.Delivered.Instance, Throttled, SendOutcome.Delivered.Instance);

        var tallies = new[] { await SendAsync(), await SendAsync(), await SendAsync() };

        Assert.Equal([(0, 1), (1, 0), (1, 1)], tallies.Select(tally => (tally.Delivered, tally.Retried)));
    }

    [Fact]
    public async Task Send_AccountIsThrottled_RepeatsGoOnWhileTheyReachSomebody()
    {
        _store.Pages.Add(Ids("a", 4));
        _sender.Answer("a0", SendOutcome.Delivered.Instance);
        _sender.Answer("a1", Throttled, SendOutcome.Delivered.Instance);
        _sender.Answer("a2", Throttled, Throttled, SendOutcome.Delivered.Instance);
        _sender.Answer("a3", Throttled, Throttled, Throttled, SendOutcome.Delivered.Instance);

        var tally = await SendAsync();

        Assert.Equal(new BroadcastTally(4, 0, 0, 6, TimeSpan.Zero, true), tally);
    }

    [Fact]
    public void Refusals_MoreThanAreKept_ForgetsInsteadOfGrowing()
    {
        var refusals = new Refusals();
        foreach (var id in Ids("a", Refusals.Kept))
        {
            refusals.Add(id);
        }

        Assert.True(refusals.Has("a0"));
        refusals.Add("one more");

        Assert.False(refusals.Has("a0"));
        Assert.True(refusals.Has("one more"));
        refusals.Remove("one more");
        Assert.False(refusals.Has("one more"));
    }

    [Fact]
    public async Task Send_Retry_WaitsForTheBackoff()
    {
        _store.Pages.Add(["a"]);
        _sender.Answer("a", Throttled, SendOutcome.Delivered.Instance);
        var broadcast = SendAsync(new Backoff(() => 0.5));
        await Until(() => _sender.Posts.Count == 1);

        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(broadcast.IsCompleted);
        Assert.Single(_sender.Posts);

        // The wait may only be registered by now: push the clock until it ends.
        await Until(() => broadcast.IsCompleted, () => _time.Advance(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(1, (await broadcast).Delivered);
    }

    [Fact]
    public async Task Send_ManyConnections_PostsAtMost64AtATime()
    {
        _store.Pages.Add(Ids("a", 300));
        var (running, highest) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sender.OnSend = async (_, deadline) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref highest, now);
            if (now == Broadcaster.Parallelism)
            {
                full.TrySetResult();
            }

            await full.Task.WaitAsync(Patience, deadline);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return SendOutcome.Delivered.Instance;
        };

        var tally = await SendAsync();

        Assert.Equal(300, tally.Delivered);
        Assert.Equal(Broadcaster.Parallelism, highest);
    }

    [Fact]
    public async Task Send_OneHangs_TheOthersGetTheirsAndTheDeadlineEndsIt()
    {
        _store.Pages.Add(["a", "hangs", "b"]);
        var others = new CountdownEvent(2);
        _sender.OnSend = async (id, deadline) =>
        {
            if (id != "hangs")
            {
                others.Signal();
                return SendOutcome.Delivered.Instance;
            }

            var forever = new TaskCompletionSource();
            await using var registration = deadline.Register(() => forever.TrySetResult());
            await forever.Task;
            return new SendOutcome.Unavailable("TaskCanceledException");
        };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), _time);

        var broadcast = SendAsync(deadline: deadline.Token);
        await Until(() => others.IsSet);
        _time.Advance(TimeSpan.FromSeconds(20));
        var tally = await broadcast.WaitAsync(Patience);

        Assert.Equal((2, 1, true), (tally.Delivered, tally.Failed, tally.EveryoneListed));
        Assert.Equal(3, _sender.Posts.Count);
        Assert.Equal(["Warning: post to hangs failed: TaskCanceledException"], _log.Lines);
    }

    [Fact]
    public async Task Send_DeadlineDuringBackoff_CountsAsFailedAtOnce()
    {
        _store.Pages.Add(["a"]);
        _sender.Answer("a", Throttled);
        using var deadline = new CancellationTokenSource();
        var broadcast = SendAsync(new Backoff(() => 1), deadline.Token);
        await Until(() => _sender.Posts.Count == 1);

        await deadline.CancelAsync();

        Assert.Equal(1, (await broadcast.WaitAsync(Patience)).Failed);
        Assert.Single(_sender.Posts);
    }

    [Fact]
    public async Task Send_NoTimeAtAll_PostsNothingAndIsNotComplete()
    {
        _store.Pages.Add(["a"]);

        var tally = await SendAsync(deadline: new CancellationToken(true));

        Assert.False(tally.IsComplete);
        Assert.Empty(_sender.Posts);
        Assert.Equal(
            ["Error: the connections could not be read to the end, out of time: True (OperationCanceledException)"], _log.Lines);
    }

    [Fact]
    public async Task Send_SecondPageFails_ThoseOfTheFirstGetTheirsRetriesIncluded()
    {
        _store.Pages.AddRange([["a", "b"], ["c"]]);
        _store.ListFailure = (1, new IOException("table away"));
        _sender.Answer("b", Throttled, SendOutcome.Delivered.Instance);

        var tally = await SendAsync();

        Assert.Equal(new BroadcastTally(2, 0, 0, 1, TimeSpan.Zero, EveryoneListed: false), tally);
        Assert.False(tally.IsComplete);
        Assert.Equal(["Error: the connections could not be read to the end, out of time: False (IOException)"], _log.Lines);
    }

    [Fact]
    public async Task Send_EverythingFails_WarnsOfTheFirstFewOnly()
    {
        _store.Pages.Add(Ids("a", 100));
        _sender.OnSend = (_, _) => Task.FromResult<SendOutcome>(new SendOutcome.Refused("403"));

        Assert.Equal(100, (await SendAsync()).Failed);
        Assert.Equal(Round.MaxWarnings, _log.Lines.Count);
    }

    [Fact]
    public async Task Send_NobodyConnected_IsComplete()
    {
        Assert.Equal(new BroadcastTally(0, 0, 0, 0, TimeSpan.Zero, true), await SendAsync());
    }

    private static string[] Ids(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i}")];

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private static async Task Until(Func<bool> condition, Action? meanwhile = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            meanwhile?.Invoke();
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<BroadcastTally> SendAsync(Backoff? backoff = null, CancellationToken deadline = default) =>
        (_broadcaster ??= new Broadcaster(_store, backoff ?? new Backoff(() => 0), _time))
            .SendAsync(_store.ListAsync(deadline), _sender, "hello"u8.ToArray(), _log, deadline);
}
