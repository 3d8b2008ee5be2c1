using System.Collections.Immutable;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>What a developer is told of a template that is read, once each: stand-ins that are used, and parts that are left out.</summary>
internal sealed class ReadingNotes
{
    private readonly OrderedDictionary<string, string> _byCause = new(StringComparer.Ordinal);

    /// <summary>Is told of every property that is asked for, there or not: what is never asked for has no effect here.</summary>
    public Action<Location>? Asked { get; init; }

    public ImmutableArray<string> All => [.. _byCause.Values];

    public void Ask(Location property) => Asked?.Invoke(property);

    public void Add(string note) => _byCause.TryAdd(note, note);

    /// <summary>The text's content, which something here depends on from now on.</summary>
    /// <param name="option">How the value can be given there, where the text itself doesn't know: <c>--variable Fn.NAME=VALUE</c>.</param>
    public string Use(Value.Text text, Location at, string? option = null)
    {
        if (text.Missing is { } missing)
        {
            var how = (missing.Option ?? option) is { } given ? $" Give its value with {given}." : "";
            _byCause.TryAdd(missing.What, at.Message($"{missing.What} is known only on AWS, so it is '{text.Content}' here.{how}"));
        }

        return text.Content;
    }
}
