using Chat.Emulator.Recording;

namespace Chat.Emulator.Tests.Host.Replay;

/// <summary>Tells when the next <c>$disconnect</c> is through: the row of who has left is deleted then.</summary>
internal sealed class Departure : ISessionListener
{
    private readonly TaskCompletionSource _through = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _requestId;

    public Departure(SessionTap sessions) => sessions.Add(this);

    public Task Through => _through.Task;

    public void Hear(SessionEvent told)
    {
        if (told is SessionEvent.Leaving leaving)
        {
            _requestId = leaving.RequestId;
        }
        else if (told is SessionEvent.Done done && done.RequestId == _requestId)
        {
            _through.TrySetResult();
        }
    }
}
