using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Chat.Emulator.Expressions.Paths;

/// <summary>
/// A path into a JSON value, as API Gateway's library reads it: members, elements, <c>*</c>, slices, <c>..</c>, and <c>length()</c> at the end.
/// Filters aren't run. https://goessner.net/articles/JsonPath/
/// </summary>
/// <param name="isDefinite">True when it names one value; else its result is a list.</param>
internal sealed class JsonPath(ImmutableArray<JsonPath.Segment> segments, bool isDefinite)
{
    // What a client sends has no more values than characters; ".." twice could still multiply them.
    private const int MaxResults = 100_000;

    public bool IsDefinite => isDefinite;

    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, [NotNullWhen(false)] out string? error)
    {
        var parser = new JsonPathParser(text);
        error = parser.Run();
        path = error is null ? new JsonPath(parser.Segments.ToImmutable(), parser.IsDefinite) : null;
        return error is null;
    }

    /// <summary>The values at the path, in the order of the text; none when there is nothing, or too much to be true.</summary>
    public List<JsonElement> Select(JsonElement root)
    {
        List<JsonElement> selected = [root];
        foreach (var segment in segments)
        {
            List<JsonElement> next = [];
            foreach (var value in selected)
            {
                Select(segment, value, next);
                if (next.Count > MaxResults)
                {
                    return [];
                }
            }

            selected = next;
        }

        return selected;
    }

    private static void Select(Segment segment, JsonElement value, List<JsonElement> found)
    {
        switch (segment)
        {
            case Segment.Members members when value.ValueKind == JsonValueKind.Object:
                foreach (var name in members.Names)
                {
                    if (value.TryGetProperty(name, out var member))
                    {
                        found.Add(member);
                    }
                }

                break;
            case Segment.Elements elements when value.ValueKind == JsonValueKind.Array:
                foreach (var index in elements.Indexes)
                {
                    var at = index < 0 ? value.GetArrayLength() + index : index;
                    if (at >= 0 && at < value.GetArrayLength())
                    {
                        found.Add(value[at]);
                    }
                }

                break;
            case Segment.Slice slice when value.ValueKind == JsonValueKind.Array:
                var length = value.GetArrayLength();
                var (from, to) = (Clamp(slice.From ?? 0, length), Clamp(slice.To ?? length, length));
                for (var i = from; i < to; i++)
                {
                    found.Add(value[i]);
                }

                break;
            case Segment.All:
                found.AddRange(Children(value));
                break;
            case Segment.Descendants:
                AddDescendants(value, found);
                break;
            case Segment.Length when Count(value) is { } count:
                found.Add(JsonElement.Parse(count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                break;
        }
    }

    private static int Clamp(int index, int length) => Math.Clamp(index < 0 ? length + index : index, 0, length);

    private static int? Count(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength(),
        JsonValueKind.Object => value.EnumerateObject().Count(),
        JsonValueKind.String => value.GetString()!.Length,
        _ => null,
    };

    private static IEnumerable<JsonElement> Children(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
        JsonValueKind.Array => value.EnumerateArray(),
        _ => [],
    };

    // The value itself too: the segment behind ".." is looked for in each.
    private static void AddDescendants(JsonElement value, List<JsonElement> found)
    {
        if (found.Count > MaxResults)
        {
            return;
        }

        found.Add(value);
        foreach (var child in Children(value))
        {
            AddDescendants(child, found);
        }
    }

    /// <summary>A step of the path: a closed set.</summary>
    internal abstract record Segment
    {
        private Segment()
        {
        }

        public sealed record Members(ImmutableArray<string> Names) : Segment;

        /// <summary>Negative ones count from the end.</summary>
        public sealed record Elements(ImmutableArray<int> Indexes) : Segment;

        public sealed record Slice(int? From, int? To) : Segment;

        public sealed record All : Segment;

        public sealed record Descendants : Segment;

        public sealed record Length : Segment;
    }
}
