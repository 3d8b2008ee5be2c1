namespace Chat.Emulator.Tests.Gateway.Connections;

/// <summary>
/// Two threads that do something at the same time, again and again: a batch of things is made, both go through it side by side, and it is
/// looked at when both are done. Side by side by looking where the other one is, which takes a fraction of what waking each other takes; one that the
/// system has taken the processor from is waited for a little, and then left behind.
/// </summary>
internal sealed class Race(int rounds)
{
    private const int Batch = 250;
    private const int Patience = 500;

    private int _first;
    private int _second;

    /// <param name="make">Makes what one round is about.</param>
    /// <param name="first">Done by one thread.</param>
    /// <param name="second">Done by the other, at the same time.</param>
    /// <param name="check">Looks at the round when both are done.</param>
    public async Task RunAsync<T>(Func<T> make, Action<T> first, Action<T> second, Action<T> check)
    {
        var items = new T[Batch];
        using var barrier = new Barrier(2);

        // Threads of their own: what is awaited in a round must not go on in the test framework's context, which this test keeps busy itself.
        await Task.WhenAll(OnAThread(MakeAndCheck), OnAThread(RunBeside));

        void MakeAndCheck()
        {
            for (var batch = 0; batch < rounds / Batch; batch++)
            {
                for (var i = 0; i < Batch; i++)
                {
                    items[i] = make();
                }

                (_first, _second) = (-1, -1);
                barrier.SignalAndWait();
                GoThrough(items, first, ref _first, ref _second);
                barrier.SignalAndWait();
                foreach (var item in items)
                {
                    check(item);
                }
            }
        }

        void RunBeside()
        {
            for (var batch = 0; batch < rounds / Batch; batch++)
            {
                barrier.SignalAndWait();
                GoThrough(items, second, ref _second, ref _first);
                barrier.SignalAndWait();
            }
        }
    }

    private static Task OnAThread(Action act) =>
        Task.Factory.StartNew(act, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void GoThrough<T>(T[] items, Action<T> act, ref int own, ref int other)
    {
        for (var i = 0; i < items.Length; i++)
        {
            Volatile.Write(ref own, i);
            for (var spins = 0; Volatile.Read(ref other) < i && spins < Patience; spins++)
            {
            }

            act(items[i]);
        }
    }
}
