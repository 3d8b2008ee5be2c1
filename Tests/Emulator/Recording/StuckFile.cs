namespace Chat.Emulator.Tests.Recording;

/// <summary>A file on a disk that writes nothing until it is told to.</summary>
internal sealed class StuckFile(string path) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first write has begun.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.SetResult();

    public void Fail(Exception exception) => _released.SetException(exception);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reached.TrySetResult();
        await _released.Task;
        await base.WriteAsync(buffer, cancellationToken);
    }
}
