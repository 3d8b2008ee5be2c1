namespace Chat.Emulator.Host.Listening;

/// <summary>Whether everything behind the door is up.</summary>
internal sealed class Readiness
{
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    public void Open() => _isReady = true;
}
