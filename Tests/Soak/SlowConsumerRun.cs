using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace Chat.Soak.Tests;

/// <summary>What clients that don't read cost the others: the time from sending a message to its arrival at each client that reads.</summary>
internal sealed class SlowConsumerRun(Uri url, int clients, int messages, TimeProvider time)
{
    // Fills what the system and the gateway hold for a client that doesn't read: some megabytes each.
    private const int FillMessages = 400;
    private const int FillBytes = 24 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Some messages a second, as in a busy room.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, long> _sentAt = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<double> _latencies = [];
    private int _received;

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var readers = new List<ClientWebSocket>();
        var stalled = new List<StalledClient>();
        try
        {
            for (var i = 0; i < clients; i++)
            {
                var reader = new ClientWebSocket();
                readers.Add(reader);
                await reader.ConnectAsync(url, cancellationToken);
                _ = ReadAsync(reader);
            }

            // Once for what is compiled on the way.
            await MeasureAsync(readers[0], messages / 4, "warm", cancellationToken);
            var calm = await MeasureAsync(readers[0], messages, "calm", cancellationToken);
            for (var i = 0; i < Math.Max(1, clients / 10); i++)
            {
                stalled.Add(await StalledClient.ConnectAsync(url, cancellationToken));
            }

            await FillAsync(readers[0], cancellationToken);
            var slow = await MeasureAsync(readers[0], messages, "slow", cancellationToken);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{clients} clients that read, {messages} messages, one each {Interval.TotalMilliseconds} ms. All read: {calm}. {stalled.Count} more that don't: {slow}. "
                + $"p95 {slow.P95 / calm.P95:0.00} times, median {slow.Median / calm.Median:0.00} times.");
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
            stalled.ForEach(client => client.Dispose());
        }
    }

    private async Task FillAsync(ClientWebSocket sender, CancellationToken cancellationToken)
    {
        var text = new string('x', FillBytes);
        for (var i = 0; i < FillMessages; i++)
        {
            await SayAsync(sender, $"fill-{i}-{text}", cancellationToken);
            await WaitForAsync((i + 1) * clients, "fill", cancellationToken);
        }

        Interlocked.Exchange(ref _received, 0);
    }

    private async Task<Latencies> MeasureAsync(ClientWebSocket sender, int count, string prefix, CancellationToken cancellationToken)
    {
        _latencies.Clear();
        for (var i = 0; i < count; i++)
        {
            var text = $"{prefix}-{i}";
            _sentAt[text] = time.GetTimestamp();
            await SayAsync(sender, text, cancellationToken);
            await Task.Delay(Interval, time, cancellationToken);
        }

        await WaitForAsync(count * clients, prefix, cancellationToken);
        Interlocked.Exchange(ref _received, 0);
        var sorted = _latencies.Order().ToArray();
        return new Latencies(sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.95)], sorted[^1]);
    }

    private static Task SayAsync(ClientWebSocket sender, string text, CancellationToken cancellationToken) => sender.SendAsync(
        Encoding.UTF8.GetBytes($$"""{"action":"sendMessage","message":"{{text}}"}"""), WebSocketMessageType.Text, true, cancellationToken);

    private async Task WaitForAsync(int count, string what, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (Volatile.Read(ref _received) < count)
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"{Volatile.Read(ref _received)} of {count} copies of the messages '{what}' have come.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }
    }

    private async Task ReadAsync(ClientWebSocket reader)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await reader.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += received.Count;
                }
                while (!received.EndOfMessage);

                if (length < 64 && _sentAt.TryGetValue(Encoding.UTF8.GetString(buffer, 0, length), out var sentAt))
                {
                    _latencies.Add(time.GetElapsedTime(sentAt).TotalMilliseconds);
                }

                Interlocked.Increment(ref _received);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private sealed record Latencies(double Median, double P95, double Longest)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"median {Median:0.0} ms, p95 {P95:0.0} ms, longest {Longest:0} ms");
    }
}
