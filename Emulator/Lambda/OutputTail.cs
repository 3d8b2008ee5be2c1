using System.Collections.Immutable;

namespace Chat.Emulator.Lambda;

/// <summary>The last lines that a process wrote, to tell why it did not start.</summary>
internal sealed class OutputTail
{
    private const int MaxLines = 20;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new(MaxLines);

    public ImmutableArray<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count == MaxLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }
}
