using Chat.Emulator.Lambda.Processes;

namespace Chat.Emulator.Lambda;

/// <summary>
/// Which of its events each line of an environment belongs to. A process's output goes another way than its calls of the Runtime API: when one event
/// follows the other at once, lines of the former come when the latter is there already. The emulator's own bootstraps mark the output where an event
/// begins; other runtimes write the request's id into most lines, and what follows such a line is of the same event.
/// </summary>
internal sealed class OutputOwners
{
    /// <summary>Before the request's id, at the beginning of a line of the mark's own: a character that nobody prints.</summary>
    public const char Mark = '\u001e';

    // An environment's output is not that many events late.
    private const int Kept = 32;

    private readonly Lock _gate = new();
    private readonly Queue<Invocation> _recent = new(Kept);
    private readonly Stream _output = new();
    private readonly Stream _errors = new();

    /// <summary>The environment gets an event.</summary>
    public void Begin(Invocation invocation)
    {
        lock (_gate)
        {
            if (_recent.Count == Kept)
            {
                _recent.Dequeue();
            }

            _recent.Enqueue(invocation);
        }
    }

    /// <summary>The line's event, null before the first. A line that is a mark has no text left, which is null then.</summary>
    public (string? Line, Invocation? Owner) Read(in ChildOutput output)
    {
        lock (_gate)
        {
            var stream = output.IsError ? _errors : _output;
            var mark = output.Line.IndexOf(Mark, StringComparison.Ordinal);
            if (mark < 0)
            {
                return (output.Line, stream.Owner = OwnerOf(output.Line, stream));
            }

            // Something was written without an end of line before: that is of the event before.
            var before = (mark > 0 ? output.Line[..mark] : null, stream.Owner);
            stream.IsMarked = true;
            stream.Owner = Find(output.Line.AsSpan(mark + 1)) ?? stream.Owner;
            return before;
        }
    }

    private Invocation? OwnerOf(string line, Stream stream) =>
        stream.IsMarked || line is ['\t' or ' ', ..] ? stream.Owner : Find(line) ?? _recent.LastOrDefault();

    private Invocation? Find(ReadOnlySpan<char> text)
    {
        Invocation? found = null;
        foreach (var invocation in _recent)
        {
            found = text.Contains(invocation.RequestId, StringComparison.Ordinal) ? invocation : found;
        }

        return found;
    }

    private sealed class Stream
    {
        public bool IsMarked { get; set; }

        public Invocation? Owner { get; set; }
    }
}
