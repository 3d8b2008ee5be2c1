using System.Diagnostics;
using Chat.Benchmarks.Load;

namespace Chat.Benchmarks.Compare;

/// <summary>A message, the null function's event, its answer, the frame: one after the other, with the time of each.</summary>
internal sealed class NullCalls(Crowd crowd, NullFunction function) : IReceiver
{
    public const string Answer = "ok";

    private static readonly byte[] Message = """{"action":"null","message":"0123456789012345678901234567890123456789"}"""u8.ToArray();
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private TaskCompletionSource<long> _answer = new();

    /// <summary>Without the function's own time: to the event, from the answer, and both together.</summary>
    public async Task<(Samples Total, Samples In, Samples Out)> RunAsync(int count, CancellationToken cancellationToken)
    {
        crowd.Receiver = this;
        var (total, inward, outward) = (new Samples(count), new Samples(count), new Samples(count));
        for (var i = 0; i < count; i++)
        {
            var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _answer, answer);
            var sent = Stopwatch.GetTimestamp();
            await crowd[0].SendTextAsync(Message, cancellationToken);
            var answered = await answer.Task.WaitAsync(Limit, cancellationToken);
            inward.Add(function.EventAt - sent);
            outward.Add(answered - function.AnsweredAt);
            total.Add(function.EventAt - sent + answered - function.AnsweredAt);
        }

        return (total, inward, outward);
    }

    public void OnText(int member, ReadOnlySpan<byte> text, long timestamp)
    {
        var answer = Volatile.Read(ref _answer);
        if (text.SequenceEqual("ok"u8))
        {
            answer.TrySetResult(timestamp);
        }
        else
        {
            answer.TrySetException(new InvalidOperationException($"The null function's route answered {System.Text.Encoding.UTF8.GetString(text)}"));
        }
    }
}
