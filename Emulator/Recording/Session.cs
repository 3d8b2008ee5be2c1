using System.Collections.Immutable;

namespace Chat.Emulator.Recording;

/// <summary>A recorded session, whole.</summary>
/// <param name="Lines">In the order in which they happened, without those that tell of the recording itself.</param>
internal sealed record Session(SessionLine.Header Header, ImmutableArray<SessionLine> Lines)
{
    /// <summary>The version of the format that this emulator writes and reads.</summary>
    public const int Version = 1;

    /// <summary>Between the records of SignalR's protocol, several of which may come in one frame.</summary>
    public const char RecordSeparator = '\u001e';

    /// <summary>When the first thing happened, which may be long after the recording was begun.</summary>
    public DateTimeOffset BegunAt => Header.RecordedAt + TimeSpan.FromMilliseconds(Lines.IsEmpty ? 0 : Lines[0].AtMs);

    public TimeSpan Duration => Lines.IsEmpty ? TimeSpan.Zero : At(Lines[^1]);

    /// <summary>How long after the first thing a line's own happened.</summary>
    public TimeSpan At(SessionLine line) => TimeSpan.FromMilliseconds(line.AtMs - Lines[0].AtMs);

    /// <summary>The names of secrets that have to be given before it can be replayed: those that the stack doesn't deliver itself first.</summary>
    public ImmutableSortedSet<string> Secrets
    {
        get
        {
            var delivered = new HashSet<string>(StringComparer.Ordinal);
            var needed = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
            foreach (var line in Lines)
            {
                if (line is SessionLine.FrameOut sent)
                {
                    delivered.UnionWith(Placeholders.NamesIn(sent.Text));
                }
                else
                {
                    needed.UnionWith(TextsOf(line).SelectMany(Placeholders.NamesIn).Except(delivered));
                }
            }

            return needed.ToImmutable();
        }
    }

    private static IEnumerable<string> TextsOf(SessionLine line) => line switch
    {
        SessionLine.Connect connect => connect.Headers.Values.Append(connect.Query),
        SessionLine.FrameIn received => [received.Text],
        _ => [],
    };
}
