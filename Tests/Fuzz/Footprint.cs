namespace Chat.Fuzz.Tests;

/// <summary>What this process, with the emulator in it, holds.</summary>
internal sealed record Footprint(long HeapBytes, int? Descriptors)
{
    private const long MaxHeapGrowth = 64 * 1024 * 1024;

    // Pools of sockets between the parts breathe a little.
    private const int MaxMoreDescriptors = 32;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    public static Footprint OfThisProcess() => new(
        GC.GetTotalMemory(forceFullCollection: true),
        OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : null);

    /// <summary>Null when no more is held than before; connections take a moment to end.</summary>
    public static async Task<string?> GrownSinceAsync(Footprint before, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Settling);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var now = OfThisProcess();
            var heap = now.HeapBytes - before.HeapBytes;
            var descriptors = now.Descriptors - before.Descriptors;
            if (heap <= MaxHeapGrowth && descriptors is null or <= MaxMoreDescriptors)
            {
                return null;
            }

            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return $"left behind {Settling.TotalSeconds} s after the last input: {heap / 1024} KB of heap, {descriptors} descriptors";
            }
        }
    }
}
