using Chat.Emulator.Template;

namespace Chat.Emulator.Modules;

/// <summary>The stack that runs; another one after a redeployment.</summary>
internal sealed class RunningStack(Stack stack)
{
    private volatile Stack _current = stack;

    public Stack Current
    {
        get => _current;
        set => _current = value;
    }
}
