using Chat.Functions.Broadcasting;
using Chat.Functions.Rooms;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Rooms;

/// <summary>
/// Generated histories of a room: several senders at once, whose requests to the table interleave in any order, fail, or are carried out while their answer is
/// lost; senders that crash between the commit and telling anybody; members that miss deliveries, hear them twice or in another order, and come back.
/// </summary>
public sealed class RoomHistoryTests
{
    private const string Room = "lobby";

    // CI's short form. The long one: ROOM_HISTORIES=20000 dotnet test Tests/Functions --filter RoomHistoryTests
    private static readonly int Histories =
        int.TryParse(Environment.GetEnvironmentVariable("ROOM_HISTORIES"), out var wanted) ? wanted : 1_000;

    private static readonly Gen<History> Gens = Gen.Select(
        Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 60], Gen.UInt,
        (senders, messages, lostAnswers, notDone, missed, seed) => new History(senders, messages, lostAnswers, notDone, missed, seed));

    [Fact]
    public Task Room_UnderFaults_HasEachMessageOnceWithoutAGap_AndMembersComeToHaveThemAll() =>
        Gens.SampleAsync(history => history.RunAsync(), iter: Histories, threads: 1);

    /// <param name="LostAnswers">Of a hundred requests, how many are carried out without anybody hearing of it.</param>
    /// <param name="NotDone">Of a hundred requests, how many fail.</param>
    /// <param name="Missed">Of a hundred deliveries, how many don't arrive.</param>
    private sealed record History(int Senders, int Messages, int LostAnswers, int NotDone, int Missed, uint Seed)
    {
        public async Task RunAsync()
        {
            var random = new Random((int)Seed);
            var table = new MemoryDynamoDb();
            var steps = new Steps(random, LostAnswers, NotDone);
            table.Gate = steps.ArriveAsync;
            var time = new FakeTimeProvider(new DateTimeOffset(2031, 3, 4, 5, 6, 7, TimeSpan.Zero));

            // Three processes of the function: what one of them knows of a room's end, another may have made untrue.
            var logs = Enumerable.Range(0, 3).Select(_ => new MessageLog(new RoomTable(table, "rooms", time), new Backoff(() => 0), time)).ToArray();
            var log = logs[0];
            var members = Enumerable.Range(0, 2).Select(_ => new Member()).ToList();
            var receipts = new List<(string Name, string Id, RoomMessage Message)>();

            await steps.RunToEndAsync(Enumerable.Range(0, Senders).Select(sender => SendAllAsync($"sender-{sender}")));

            table.Gate = () => Task.FromResult(Fault.None);
            var all = await ReadAllAsync(log, null);

            // One after the other, in one epoch, none left out.
            Assert.Equal(Enumerable.Range(1, all.Count).Select(number => (long)number), all.Select(message => message.Sequence));
            Assert.Single(all.Select(message => message.Epoch).Distinct());

            // Every message once, however often it was sent; and where its sender was told.
            Assert.Equal(Senders * Messages, all.Count);
            Assert.Equal(all.Count, all.Select(message => (message.Name, message.Id)).Distinct().Count());
            Assert.All(receipts, receipt => Assert.Equal(receipt.Message, all[(int)receipt.Message.Sequence - 1]));

            // Members that ask from where they are have all of it then, once and in order.
            foreach (var member in members)
            {
                member.ComeBack(await ReadAllAsync(log, member.Last));
                Assert.Equal(all, member.Messages);
            }

            async Task SendAllAsync(string name)
            {
                for (var number = 0; number < Messages; number++)
                {
                    var draft = new Draft($"{number}", name, $"text {number}", MayComeAgain: true);
                    for (; ; )
                    {
                        try
                        {
                            var committed = await logs[random.Next(logs.Length)].CommitAsync(Room, draft, CancellationToken.None);
                            receipts.Add((name, draft.Id, committed));
                            foreach (var member in members.Where(_ => random.Next(100) >= Missed))
                            {
                                member.Hear(committed, random);
                            }

                            // An answer that is lost on its way to the client has it send once more.
                            if (random.Next(100) >= LostAnswers)
                            {
                                break;
                            }
                        }
                        catch (Amazon.DynamoDBv2.AmazonDynamoDBException)
                        {
                            // The function failed: the client sends it again by the same id.
                        }
                    }
                }
            }
        }

        private static async Task<List<RoomMessage>> ReadAllAsync(MessageLog log, Position? after)
        {
            var all = new List<RoomMessage>();
            for (; ; )
            {
                var page = await log.ReadAfterAsync(Room, after ?? new Position(0, 0), CancellationToken.None);
                all.AddRange(page.Messages);
                if (!page.HasMore)
                {
                    return all;
                }

                after = new Position(all[^1].Epoch, all[^1].Sequence);
            }
        }
    }

    /// <summary>A client's rule: hear each message once, and only right behind the last one; what is left out it asks for.</summary>
    private sealed class Member
    {
        private readonly List<RoomMessage> _outOfOrder = [];

        public List<RoomMessage> Messages { get; } = [];

        public void Hear(RoomMessage message, Random random)
        {
            // Deliveries of two functions overtake each other: some wait for a later one.
            _outOfOrder.Add(message);
            while (_outOfOrder.Count > 0 && random.Next(3) > 0)
            {
                var at = random.Next(_outOfOrder.Count);
                Take(_outOfOrder[at]);
                _outOfOrder.RemoveAt(at);
            }
        }

        public Position? Last => Messages.Count == 0 ? null : new Position(Messages[^1].Epoch, Messages[^1].Sequence);

        public void ComeBack(List<RoomMessage> missed)
        {
            // What was on its way arrives, late, and again.
            missed.ForEach(Take);
            _outOfOrder.ForEach(Take);
        }

        private void Take(RoomMessage message)
        {
            if (message.Sequence == (Messages.Count == 0 ? 1 : Messages[^1].Sequence + 1))
            {
                Messages.Add(message);
            }
        }
    }

    /// <summary>Lets one waiting request go at a time, any of them: all on one thread, so that a seed says everything.</summary>
    private sealed class Steps(Random random, int lostAnswers, int notDone)
    {
        private const int Most = 100_000;

        private readonly List<TaskCompletionSource<Fault>> _waiting = [];

        public Task<Fault> ArriveAsync()
        {
            var arrived = new TaskCompletionSource<Fault>();
            _waiting.Add(arrived);
            return arrived.Task;
        }

        public async Task RunToEndAsync(IEnumerable<Task> tasks)
        {
            var all = Task.WhenAll(tasks.ToList());
            for (var step = 0; !all.IsCompleted; step++)
            {
                Assert.True(step < Most, "it never ends");
                var at = random.Next(_waiting.Count);
                var next = _waiting[at];
                _waiting.RemoveAt(at);
                next.SetResult(random.Next(100) < lostAnswers ? Fault.AnswerLost : random.Next(100) < notDone ? Fault.NotDone : Fault.None);
            }

            await all;
        }
    }
}
