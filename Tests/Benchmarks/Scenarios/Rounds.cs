using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Chat.Benchmarks.Load;

namespace Chat.Benchmarks.Scenarios;

/// <summary>
/// Broadcasts in a closed loop: each sender's next message leaves when the last one has reached everybody. A message that is lost ends
/// the measurement with an error, and so does one that comes twice.
/// </summary>
internal sealed class Rounds : IReceiver
{
    private const int KeptDeliveries = 2_000_000;
    private const int KeptRounds = 200_000;
    private const int NumberLength = 8;

    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(60);

    private readonly Crowd _crowd;
    private readonly Round[] _current;
    private readonly int _size;
    private int _wrong;

    /// <param name="size">Characters of a message's text.</param>
    public Rounds(Crowd crowd, int senders, int size)
    {
        _crowd = crowd;
        _size = Math.Max(size, 2 * NumberLength);
        _current = new Round[senders];
        Array.Fill(_current, new Round(0, 0));
    }

    /// <summary>From sending to each recipient.</summary>
    public Samples Deliveries { get; } = new(KeptDeliveries);

    /// <summary>From sending to the last recipient.</summary>
    public Samples Lasts { get; } = new(KeptRounds);

    /// <summary>Runs until so many messages are sent, or until the time is over, whichever comes first.</summary>
    /// <returns>How long it took, from the first message to the last delivery.</returns>
    public async Task<TimeSpan> RunAsync(int messages, TimeSpan limit, CancellationToken cancellationToken)
    {
        _crowd.Receiver = this;
        var started = Stopwatch.GetTimestamp();
        var left = messages;
        await Task.WhenAll(Enumerable.Range(0, _current.Length).Select(sender => Task.Run(
            async () =>
            {
                for (var number = 1; Interlocked.Decrement(ref left) >= 0 && Stopwatch.GetElapsedTime(started) < limit; number++)
                {
                    await SendAsync(sender, number, cancellationToken);
                }
            },
            cancellationToken)));
        var took = Stopwatch.GetElapsedTime(started);
        if (_wrong > 0)
        {
            throw new InvalidOperationException($"{_wrong} messages came twice, or late, or were none of ours.");
        }

        return took;
    }

    public void OnText(int member, ReadOnlySpan<byte> text, long timestamp)
    {
        if (text.Length < 2 * NumberLength
            || !Utf8Parser.TryParse(text[..NumberLength], out int sender, out _, 'x') || (uint)sender >= (uint)_current.Length
            || !Utf8Parser.TryParse(text[NumberLength..(2 * NumberLength)], out int number, out _, 'x'))
        {
            Interlocked.Increment(ref _wrong);
            return;
        }

        var round = Volatile.Read(ref _current[sender]);
        var left = round.Number == number ? Interlocked.Decrement(ref round.Left) : -1;
        if (left < 0)
        {
            Interlocked.Increment(ref _wrong);
            return;
        }

        Deliveries.Add(timestamp - round.SentAt);
        if (left == 0)
        {
            Lasts.Add(timestamp - round.SentAt);
            round.Done.TrySetResult();
        }
    }

    private async Task SendAsync(int sender, int number, CancellationToken cancellationToken)
    {
        var text = $"{sender:x8}{number:x8}".PadRight(_size, '-');
        var frame = Encoding.ASCII.GetBytes($$"""{"action":"sendMessage","message":"{{text}}"}""");
        var round = new Round(number, _crowd.Count) { SentAt = Stopwatch.GetTimestamp() };
        Volatile.Write(ref _current[sender], round);
        await _crowd[sender % _crowd.Count].SendTextAsync(frame, cancellationToken);
        try
        {
            await round.Done.Task.WaitAsync(RoundLimit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"{Volatile.Read(ref round.Left)} of {_crowd.Count} had not got a message after {RoundLimit.TotalSeconds:0} s.");
        }
    }

    private sealed class Round(int number, int left)
    {
        public int Left = left;

        public int Number { get; } = number;

        public long SentAt { get; init; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
