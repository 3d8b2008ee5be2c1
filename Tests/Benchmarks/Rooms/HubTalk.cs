using System.Diagnostics;
using System.Text;
using Chat.Benchmarks.Load;

namespace Chat.Benchmarks.Rooms;

/// <summary>Members of a crowd speak to the chat's hub, and each hearing is timed. A message that is lost ends the measurement with an error.</summary>
internal sealed class HubTalk(Crowd crowd, int capacity) : IReceiver
{
    private const int TextLength = 64;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly string Text = new('-', TextLength);

    private readonly TaskCompletionSource?[] _answers = new TaskCompletionSource?[capacity];
    private readonly Dictionary<int, Spoken> _spoken = [];
    private readonly Lock _gate = new();
    private int _last;
    private string? _error;

    /// <summary>From sending to each hearing.</summary>
    public Samples Hearings { get; private set; } = new(0);

    /// <summary>From sending to the last one's hearing.</summary>
    public Samples Lasts { get; private set; } = new(0);

    /// <summary>The handshake, and the first room.</summary>
    public async Task JoinAsync(int member, string room, CancellationToken cancellationToken)
    {
        await AskAsync(member, HubFrames.Handshake, cancellationToken);
        await AskAsync(member, HubFrames.Join(room), cancellationToken);
    }

    /// <summary>Forgets what was measured so far.</summary>
    public void Begin(int hearings)
    {
        Hearings = new Samples(hearings);
        Lasts = new Samples(hearings);
    }

    /// <summary>Says something, and returns what completes when so many have heard it.</summary>
    public async Task<Task> SayAsync(int member, string room, int listeners, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _last);
        var spoken = new Spoken(listeners);
        var frame = HubFrames.Send(room, number, Text);
        lock (_gate)
        {
            _spoken.Add(number, spoken);
        }

        spoken.SentAt = Stopwatch.GetTimestamp();
        await crowd[member].SendTextAsync(frame, cancellationToken);
        return WaitAsync(spoken, listeners, cancellationToken);
    }

    public void OnText(int member, ReadOnlySpan<byte> text, long timestamp)
    {
        while (text.IndexOf(HubFrames.Separator) is var end and >= 0)
        {
            Take(member, text[..end], timestamp);
            text = text[(end + 1)..];
        }

        if (text.Length > 0)
        {
            Volatile.Write(ref _error, Encoding.UTF8.GetString(text));
        }
    }

    private void Take(int member, ReadOnlySpan<byte> record, long timestamp)
    {
        if (HubFrames.TryReadMessage(record, out var number))
        {
            Hear(number, timestamp);
        }
        else if (HubFrames.IsError(record))
        {
            Volatile.Write(ref _error, Encoding.UTF8.GetString(record));
            Volatile.Read(ref _answers[member])?.TrySetException(new InvalidOperationException($"The hub answered {Encoding.UTF8.GetString(record)}"));
        }
        else if (HubFrames.IsAnswer(record))
        {
            Volatile.Read(ref _answers[member])?.TrySetResult();
        }
    }

    private void Hear(int number, long timestamp)
    {
        Spoken? spoken;
        lock (_gate)
        {
            spoken = _spoken.GetValueOrDefault(number);
        }

        if (spoken is null)
        {
            return;
        }

        Hearings.Add(timestamp - spoken.SentAt);
        if (Interlocked.Decrement(ref spoken.Left) == 0)
        {
            Lasts.Add(timestamp - spoken.SentAt);
            spoken.Heard.TrySetResult();
        }
    }

    private async Task AskAsync(int member, byte[] frame, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _answers[member], answer);
        await crowd[member].SendTextAsync(frame, cancellationToken);
        await answer.Task.WaitAsync(Limit, cancellationToken);
    }

    private async Task WaitAsync(Spoken spoken, int listeners, CancellationToken cancellationToken)
    {
        try
        {
            await spoken.Heard.Task.WaitAsync(Limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException(
                $"{Volatile.Read(ref spoken.Left)} of {listeners} had not heard a message after {Limit.TotalSeconds:0} s.{(_error is { } error ? $" The hub said: {error}" : "")}");
        }
    }

    private sealed class Spoken(int left)
    {
        public int Left = left;

        public long SentAt { get; set; }

        public TaskCompletionSource Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
