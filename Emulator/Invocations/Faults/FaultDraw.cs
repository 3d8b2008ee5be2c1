using Chat.Emulator.Options;

namespace Chat.Emulator.Invocations.Faults;

/// <summary>
/// Draws from a seed, without a lock: the n-th draw of a fault depends on seed, fault and n alone, whatever the other faults draw and
/// whichever threads ask.
/// </summary>
internal sealed class FaultDraw(int seed)
{
    private readonly long[] _drawn = new long[Enum.GetValues<Fault>().Length];

    /// <summary>Evenly from 0 up to 1, without it.</summary>
    public double Next(Fault fault)
    {
        var n = (ulong)Interlocked.Increment(ref _drawn[(int)fault]);
        var mixed = Mix(Mix(((ulong)(uint)seed << 8) | (uint)fault) + n);
        return (mixed >> 11) * (1.0 / (1UL << 53));
    }

    // SplitMix64: https://prng.di.unimi.it/splitmix64.c
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
