namespace Chat.Benchmarks.Contenders;

/// <summary>Something that serves the chat, with the same behaviour: the emulator, the floor, a peer.</summary>
internal abstract class Contender
{
    public abstract string Name { get; }

    /// <summary>False for a bare server, which has no rows to write and none to leave.</summary>
    public virtual bool HasTable => true;

    /// <summary>The most clients that it is measured with.</summary>
    public virtual int MostClients => int.MaxValue;

    /// <summary>Null when it can be started, else why not.</summary>
    public virtual Task<string?> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Starts the chat: <c>sendMessage</c> reaches everybody.</summary>
    public abstract Task<Running> StartChatAsync(CancellationToken cancellationToken);

    /// <summary>Starts the echoes: <c>echo</c> is answered by a route response, <c>post</c> through <c>@connections</c>.</summary>
    public abstract Task<Running> StartEchoAsync(CancellationToken cancellationToken);
}
