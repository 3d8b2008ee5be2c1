using System.Diagnostics;

namespace Chat.Benchmarks.Load;

/// <summary>Durations, taken from many threads; the first so many are kept.</summary>
internal sealed class Samples(int capacity)
{
    private readonly long[] _ticks = new long[capacity];
    private int _count;

    public int Count => Math.Min(Volatile.Read(ref _count), capacity);

    public void Add(long ticks)
    {
        var index = Interlocked.Increment(ref _count) - 1;
        if ((uint)index < (uint)_ticks.Length)
        {
            _ticks[index] = ticks;
        }
    }

    /// <summary>In milliseconds; NaN without samples. Nearest rank.</summary>
    public double Percentile(double percent)
    {
        var sorted = _ticks.AsSpan(0, Count).ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0
            ? double.NaN
            : 1000.0 * sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)] / Stopwatch.Frequency;
    }
}
