using System.Runtime.CompilerServices;

namespace Chat.SignalR.Slices;

/// <summary>Lets ids through no faster than a rate, so that slices side by side stay within the account's quota instead of being throttled by it.</summary>
internal static class Pace
{
    // Between two looks at the clock.
    private const int Burst = 50;

    public static async IAsyncEnumerable<string> KeepAsync(
        IAsyncEnumerable<string> ids, int perSecond, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var passed = 0L;
        await foreach (var id in ids.WithCancellation(cancellationToken))
        {
            if (passed > 0 && passed % Burst == 0 && TimeSpan.FromSeconds((double)passed / perSecond) - time.GetElapsedTime(started) is { Ticks: > 0 } ahead)
            {
                await Task.Delay(ahead, time, cancellationToken);
            }

            passed++;
            yield return id;
        }
    }
}
