using System.Collections.Immutable;
using System.Globalization;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>The properties of a resource, or of an object within; each is resolved when it is asked for, and no other is.</summary>
/// <param name="notes">Are told of stand-ins that are asked for.</param>
internal sealed class Properties(Func<string, Value> values, Location at, ReadingNotes notes)
{
    public Location At => at;

    public string Text(string name) => OptionalText(name) ?? throw at.Into(name).Error("is required.");

    public string? OptionalText(string name) => Read(name) switch
    {
        Value.Text text => notes.Use(text, at.Into(name)),
        Value.Nothing => null,
        _ => throw at.Into(name).Error("must be a string."),
    };

    public bool IsText(string name) => Read(name) is Value.Text;

    public int Integer(string name, int otherwise, int min, int max)
    {
        if (OptionalText(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw at.Into(name).Error($"must be a whole number from {min} to {max}, not '{text}'.");
    }

    public double? Number(string name)
    {
        if (OptionalText(name) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number >= 0
            ? number
            : throw at.Into(name).Error($"must be a number, 0 or more, not '{text}'.");
    }

    public bool Flag(string name) => OptionalText(name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw at.Into(name).Error($"must be true or false, not '{other}'."),
    };

    /// <summary>One of a few words, else an error that names them.</summary>
    public string OneOf(string name, string? otherwise, params ReadOnlySpan<string> words)
    {
        var text = OptionalText(name) ?? otherwise ?? throw at.Into(name).Error("is required.");
        return words.Contains(text)
            ? text
            : throw at.Into(name).Error($"must be {string.Join(" or ", words.ToArray())}, not '{text}'.");
    }

    public Properties? Object(string name) => Read(name) switch
    {
        Value.Map map => Of(map, at.Into(name)),
        Value.Nothing => null,
        _ => throw at.Into(name).Error("must be an object."),
    };

    public ImmutableArray<Properties> Objects(string name)
    {
        var here = at.Into(name);
        return [.. List(name).Select((item, index) => item is Value.Map map ? Of(map, here.At(index)) : throw here.At(index).Error("must be an object."))];
    }

    public ImmutableArray<string> Texts(string name)
    {
        var here = at.Into(name);
        return [.. List(name).Select((item, index) => item is Value.Text text ? notes.Use(text, here.At(index)) : throw here.At(index).Error("must be a string."))];
    }

    /// <param name="given">Values from elsewhere, which win.</param>
    /// <param name="optionOf">How a value that only AWS knows can be given.</param>
    public ImmutableDictionary<string, string> TextsByName(
        string name, IReadOnlyDictionary<string, string>? given = null, Func<string, string>? optionOf = null) => Entries(name).ToImmutableDictionary(
        entry => entry.Key,
        entry => given?.GetValueOrDefault(entry.Key)
            ?? (entry.Value is Value.Text text
                ? notes.Use(text, at.Into(name).Into(entry.Key), optionOf?.Invoke(entry.Key))
                : throw at.Into(name).Into(entry.Key).Error("must be a string.")),
        StringComparer.Ordinal);

    public ImmutableDictionary<string, Properties> ObjectsByName(string name) => Entries(name).ToImmutableDictionary(
        entry => entry.Key,
        entry => entry.Value is Value.Map map ? Of(map, at.Into(name).Into(entry.Key)) : throw at.Into(name).Into(entry.Key).Error("must be an object."),
        StringComparer.Ordinal);

    private Value Read(string name)
    {
        notes.Ask(at.Into(name));
        return values(name);
    }

    private Properties Of(Value.Map map, Location at) => new(name => map.Entries.GetValueOrDefault(name, Value.Nothing.Instance), at, notes);

    private ImmutableArray<Value> List(string name) => Read(name) switch
    {
        Value.List list => list.Items,
        Value.Nothing => [],
        _ => throw at.Into(name).Error("must be a list."),
    };

    private ImmutableDictionary<string, Value> Entries(string name) => Read(name) switch
    {
        Value.Map map => map.Entries,
        Value.Nothing => ImmutableDictionary<string, Value>.Empty,
        _ => throw at.Into(name).Error("must be an object."),
    };
}
