namespace Chat.Emulator.Template;

/// <summary>A cloud assembly or template that can't be run as it is; the message says where, what, and what to do.</summary>
public sealed class TemplateException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>True when AWS might take it, and only the emulator can't read what it says.</summary>
    public bool IsUnreadable { get; init; }
}
