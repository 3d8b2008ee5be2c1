namespace Chat.Emulator.Gateway.Connections;

/// <summary>What went over a connection, in messages and bytes of their text. One reader and one writer count; anybody may look.</summary>
internal sealed class Traffic
{
    private long _bytesIn;
    private long _bytesOut;
    private long _messagesIn;
    private long _messagesOut;

    public long BytesIn => Volatile.Read(ref _bytesIn);

    public long BytesOut => Volatile.Read(ref _bytesOut);

    public long MessagesIn => Volatile.Read(ref _messagesIn);

    public long MessagesOut => Volatile.Read(ref _messagesOut);

    // Each way has one thread at a time, so no interlocked addition is needed.
    public void CountIn(int bytes)
    {
        Volatile.Write(ref _bytesIn, _bytesIn + bytes);
        Volatile.Write(ref _messagesIn, _messagesIn + 1);
    }

    public void CountOut(int bytes)
    {
        Volatile.Write(ref _bytesOut, _bytesOut + bytes);
        Volatile.Write(ref _messagesOut, _messagesOut + 1);
    }
}
