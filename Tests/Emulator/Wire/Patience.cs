namespace Chat.Emulator.Tests.Wire;

/// <summary>How long a test waits for a signal before it fails. Generous: it is never waited for when all is well.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task Soon(this Task task) => task.WaitAsync(Limit);
}
