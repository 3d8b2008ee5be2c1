using System.Diagnostics;
using System.Text;
using Chat.Benchmarks.Load;

namespace Chat.Benchmarks.Scenarios;

/// <summary>One client, one message at a time: from sending to the answer, however the server makes it.</summary>
internal sealed class Answers(Member member, string action, int size) : IReceiver
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private TaskCompletionSource<long> _answer = new();
    private byte[] _expected = [];

    public async Task<Samples> RunAsync(int messages, CancellationToken cancellationToken)
    {
        var samples = new Samples(messages);
        for (var number = 0; number < messages; number++)
        {
            var text = $"{number:x8}".PadRight(Math.Max(size, 8), '-');
            var frame = Encoding.ASCII.GetBytes($$"""{"action":"{{action}}","message":"{{text}}"}""");
            _expected = Encoding.ASCII.GetBytes(text);
            var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _answer, answer);
            var sent = Stopwatch.GetTimestamp();
            await member.SendTextAsync(frame, cancellationToken);
            samples.Add(await answer.Task.WaitAsync(Limit, cancellationToken) - sent);
        }

        return samples;
    }

    public void OnText(int member, ReadOnlySpan<byte> text, long timestamp)
    {
        var answer = Volatile.Read(ref _answer);
        if (text.SequenceEqual(_expected))
        {
            answer.TrySetResult(timestamp);
        }
        else
        {
            answer.TrySetException(new InvalidOperationException(
                $"'{action}' was answered with {Encoding.UTF8.GetString(text[..Math.Min(text.Length, 200)])}, not with the message's text."));
        }
    }
}
