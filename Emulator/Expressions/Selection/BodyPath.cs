using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Chat.Emulator.Expressions.Selection;

/// <summary>A path into a message's JSON body, such as <c>action</c> or <c>items[0].type</c>. No step: the whole body.</summary>
internal sealed class BodyPath(ImmutableArray<BodyPath.Step> steps)
{
    // Deeper than .NET's default of 64, so that what routes on AWS is not "not JSON" here.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1000 };

    /// <summary>
    /// Writes the value at the path as text. Reads the body to its end in any case: a body that is JSON in its first half only is not
    /// JSON, and of two members with the same name the last one counts.
    /// </summary>
    public BodyValue Read(ReadOnlySpan<byte> body, Span<char> destination, out int written)
    {
        written = 0;
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            reader.Read();
            var found = Find(ref reader, steps.AsSpan(), body, destination, ref written);
            return reader.Read() ? BodyValue.NotJson : found;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half a surrogate pair.
            return BodyValue.NotJson;
        }
    }

    private static BodyValue Find(
        ref Utf8JsonReader reader,
        ReadOnlySpan<Step> path,
        ReadOnlySpan<byte> body,
        Span<char> destination,
        ref int written)
    {
        if (path.IsEmpty)
        {
            return ValueText.Write(ref reader, body, destination, out written);
        }

        var found = BodyValue.Missing;
        var step = path[0];
        if (step.Name is not null && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isMatch = reader.ValueTextEquals(step.Name);
                reader.Read();
                found = Visit(ref reader, isMatch, path, body, destination, ref written, found);
            }
        }
        else if (step.Name is null && reader.TokenType == JsonTokenType.StartArray)
        {
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                found = Visit(ref reader, index == step.Index, path, body, destination, ref written, found);
            }
        }
        else
        {
            reader.Skip();
        }

        return found;
    }

    private static BodyValue Visit(
        ref Utf8JsonReader reader,
        bool isMatch,
        ReadOnlySpan<Step> path,
        ReadOnlySpan<byte> body,
        Span<char> destination,
        ref int written,
        BodyValue found)
    {
        if (isMatch)
        {
            return Find(ref reader, path[1..], body, destination, ref written);
        }

        reader.Skip();
        return found;
    }

    /// <summary>A member's name as UTF-8, or an element's index where the name is null.</summary>
    internal readonly record struct Step(byte[]? Name, int Index)
    {
        public static Step Member(string name) => new(Encoding.UTF8.GetBytes(name), 0);

        public static Step Element(int index) => new(null, index);
    }
}
