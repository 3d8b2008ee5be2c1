namespace Chat.Emulator.Modules;

/// <summary>Another stack's part of a module, ready to take the place of what runs. Disposed of before it has, it leaves nothing behind.</summary>
internal class Takeover : IDisposable
{
    public static readonly Takeover Nothing = new();

    /// <summary>Puts it in its place, at once. Modules do that in their order, without a moment in which a message finds none.</summary>
    public virtual void TakeOver()
    {
    }

    /// <summary>All modules have taken over, and finish in the opposite order: what nothing leads to any more may go, and what needs them all may begin.</summary>
    public virtual Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
