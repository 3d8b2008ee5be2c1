namespace Chat.Emulator.Template;

/// <summary>On which line of a file each value stands, by the path that <see cref="Location"/> gives it.</summary>
internal sealed class SourceLines
{
    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

    public void Add(Location at, long line) => _lines.TryAdd(at.Path, line);

    /// <summary>The line of a value, else of the nearest one around it; null for the file as a whole.</summary>
    public long? Find(string path)
    {
        // "Send.Environment.Variables.X.Fn::Sub" was made of a tag, so only what stands before it is in the file under this path.
        for (var rest = path.AsSpan(); !rest.IsEmpty; rest = rest[..Math.Max(rest.LastIndexOfAny('.', '['), 0)])
        {
            if (_lines.TryGetValue(rest.ToString(), out var line))
            {
                return line;
            }
        }

        return null;
    }
}
