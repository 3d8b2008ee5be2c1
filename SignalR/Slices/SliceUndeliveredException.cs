namespace Chat.SignalR.Slices;

/// <summary>A slice did not reach everybody. Lambda tries it again, and in the end puts it into the function's dead-letter queue.</summary>
public sealed class SliceUndeliveredException : Exception
{
    /// <summary>Nothing is known of it.</summary>
    public SliceUndeliveredException()
    {
    }

    /// <summary>Says what is left.</summary>
    public SliceUndeliveredException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is left, and why.</summary>
    public SliceUndeliveredException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
