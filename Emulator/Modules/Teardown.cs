namespace Chat.Emulator.Modules;

/// <summary>Takes parts down, one after the other, whatever becomes of each.</summary>
internal static class Teardown
{
    /// <summary>What one of them throws is thrown when the last one is down.</summary>
    public static Task AllAsync(params IAsyncDisposable?[] parts) =>
        AllAsync(parts.OfType<IAsyncDisposable>().Select(part => (Func<Task>)(() => part.DisposeAsync().AsTask())));

    /// <inheritdoc cref="AllAsync(IAsyncDisposable?[])"/>
    public static async Task AllAsync(IEnumerable<Func<Task>> parts)
    {
        var failures = new List<Exception>();
        foreach (var part in parts)
        {
            try
            {
                await part();
            }
#pragma warning disable CA1031 // Whatever it is: processes and folders of the others must not be left behind for it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw failures.Count == 1 ? failures[0] : new AggregateException(failures);
        }
    }
}
