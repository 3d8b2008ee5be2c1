namespace Chat.Soak.Tests.Hub;

/// <summary>People in rooms, who talk, leave and come back until it is over; half of them never leave, though even they may be cut off.</summary>
internal sealed class HubCrowd(Uri url, HubSoakPlan plan, HubLedger ledger, TimeProvider time)
{
    // Calls of two messages may overtake each other on their way: only what is missing after that is asked for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);

    // Connecting takes three invocations: not everybody at once.
    private static readonly ParallelOptions Door = new() { MaxDegreeOfParallelism = 16 };

    private int _messages;
    private int _absences;
    private int _cuts;

    public HubMember[] Members { get; } =
        [.. Enumerable.Range(0, plan.Clients).Select(number => new HubMember(url, $"member-{number}", RoomOf(number % plan.Rooms), ledger, time))];

    public int Absences => Volatile.Read(ref _absences);

    public int Cuts => Volatile.Read(ref _cuts);

    public Task EnterAsync() => Parallel.ForEachAsync(Members, Door, async (member, _) => await member.EnterAsync());

    public Task TalkAsync(CancellationToken over) => Task.WhenAll(Members.Select((member, number) => TalkAsync(member, number, over)));

    /// <summary>Everybody has everything, and everybody's room has exactly those who are in it.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        foreach (var room in Members.GroupBy(member => member.Room))
        {
            var expected = room.Select(member => member.Name).Order(StringComparer.Ordinal).ToArray();
            var started = time.GetTimestamp();
            while (true)
            {
                var answers = await Task.WhenAll(room.Select(member => member.CompareAsync()));
                if (answers.All(answer => answer.Members.Order(StringComparer.Ordinal).SequenceEqual(expected)))
                {
                    break;
                }

                if (time.GetElapsedTime(started) > SettleLimit)
                {
                    ledger.Wrong($"in {room.Key} are {string.Join(' ', expected)}, and it says {string.Join(' ', answers[0].Members)}");
                    break;
                }

                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            }
        }
    }

    public Task LeaveAsync() => Parallel.ForEachAsync(Members, async (member, _) => await member.DisposeAsync());

    private static string RoomOf(int number) => $"room-{number}";

    private async Task TalkAsync(HubMember member, int number, CancellationToken over)
    {
        var random = new Random(unchecked((plan.Seed * 1_000_003) ^ number));
        var stays = number % 2 == 0;
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 2 * plan.Clients / plan.Rate), time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
            {
                return;
            }

            await member.FillAsync(Patience);
            var choice = random.Next(100);
            var away = LongestAbsence * random.NextDouble();
            if (choice < 4)
            {
                Interlocked.Increment(ref _cuts);
                await member.BeCutAsync();
            }
            else if (choice < 16 && !stays)
            {
                Interlocked.Increment(ref _absences);
                await (choice < 8 ? member.GoAndReturnAsync(away) : choice < 12 ? member.LeaveAndReturnAsync(away) : member.MoveAsync(RoomOf(random.Next(plan.Rooms))));
            }
            else
            {
                await member.SayAsync($"{number}-{Interlocked.Increment(ref _messages)}");
            }
        }
    }
}
