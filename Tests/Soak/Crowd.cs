namespace Chat.Soak.Tests;

/// <summary>People who come, talk and go until they are told that it is over; half of them stay.</summary>
internal sealed class Crowd(Uri url, SoakPlan plan, Ledger ledger, TimeProvider time)
{
    private int _names;
    private int _messages;
    private int _joins;
    private int _refused;

    public int Joins => Volatile.Read(ref _joins);

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Returns when all have said their last word; those who stay are still there.</summary>
    public async Task<IReadOnlyList<Member>> TalkAsync(CancellationToken over)
    {
        var members = await Task.WhenAll(Enumerable.Range(0, plan.Members).Select(place => TakePlaceAsync(place, over)));
        return [.. members.OfType<Member>()];
    }

    /// <summary>Somebody who is in the chat now, however often it takes.</summary>
    public async Task<Member> JoinAsync()
    {
        while (true)
        {
            var member = new Member($"member-{Interlocked.Increment(ref _names)}", ledger);
            if (await member.JoinAsync(url))
            {
                Interlocked.Increment(ref _joins);
                return member;
            }

            Interlocked.Increment(ref _refused);
            member.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, CancellationToken.None);
        }
    }

    public Task SayAsync(Member member) => member.SayAsync($"message {Interlocked.Increment(ref _messages)} of {member}");

    private async Task<Member?> TakePlaceAsync(int place, CancellationToken over)
    {
        var random = new Random(unchecked((plan.Seed * 1_000_003) ^ place));
        var stays = place % 2 == 0;
        Member? member = null;
        while (!over.IsCancellationRequested)
        {
            member ??= await JoinAsync();
            await SayAsync(member);
            await PauseAsync(random, 3_000, over);
            if (!stays && random.Next(5) == 0)
            {
                await member.LeaveAsync(isOrderly: random.Next(2) == 0);
                member.Dispose();
                member = null;
                await PauseAsync(random, 1_000, over);
            }
        }

        return member;
    }

    private async Task PauseAsync(Random random, int longest, CancellationToken over) =>
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(longest)), time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
