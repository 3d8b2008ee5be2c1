using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Chat.Emulator.Template.Yaml;

/// <summary>
/// Turns a stream of YAML events into JSON. Event by event, and not through an object graph, so that depth and size can be bounded
/// whatever the file says: an alias may stand for a value that holds aliases itself.
/// </summary>
internal sealed class YamlConverter(IParser parser, Location root, SourceLines lines)
{
    private const int MaxNodes = 200_000;
    private const string Merge = "<<";

    private readonly Dictionary<AnchorName, (JsonNode? Node, int Size)> _anchors = [];
    private int _nodes;

    public JsonObject Read()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            throw root.Error("the file is empty.");
        }

        var node = Node(root, 0);
        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out _)
            ? node as JsonObject ?? throw root.Error("the file must hold a mapping.")
            : throw root.Error("the file holds more than one document.");
    }

    /// <param name="depth">How many collections are around it.</param>
    private JsonNode? Node(Location at, int depth)
    {
        if (depth > JsonFile.MaxDepth)
        {
            throw Error(parser.Current!, $"values nest deeper than {JsonFile.MaxDepth} levels.");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Alias(alias);
        }

        var before = _nodes;
        Count(1, parser.Current!);
        var start = parser.Consume<NodeEvent>();
        var untagged = start switch
        {
            Scalar scalar => YamlScalar.ToJson(scalar),
            SequenceStart => Sequence(at, depth),
            MappingStart => Mapping(at, depth),
            _ => throw Error(start, "a value is expected here."),
        };
        var node = YamlTags.Apply(start, untagged, problem => Error(start, problem));
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = (node?.DeepClone(), _nodes - before);
        }

        return node;
    }

    private JsonArray Sequence(Location at, int depth)
    {
        var array = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            var item = at.At(array.Count);
            lines.Add(item, parser.Current!.Start.Line);
            array.Add(Node(item, depth + 1));
        }

        return array;
    }

    private JsonObject Mapping(Location at, int depth)
    {
        var map = new JsonObject();
        var merged = new List<JsonNode?>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                throw Error(parser.Current!, "a key must be a string.");
            }

            if (key is { Value: Merge, Style: ScalarStyle.Plain })
            {
                merged.Add(Node(at, depth + 1));
                continue;
            }

            var entry = Into(at, key.Value, depth);
            lines.Add(entry, key.Start.Line);
            if (!map.TryAdd(key.Value, Node(entry, depth + 1)))
            {
                throw Error(key, $"the key '{key.Value}' appears twice in one mapping.");
            }
        }

        foreach (var source in merged)
        {
            MergeInto(map, source, at);
        }

        return map;
    }

    // CloudFormation itself takes no merge and no alias, but the tools that upload for people resolve them, as here.
    private static void MergeInto(JsonObject map, JsonNode? source, Location at)
    {
        foreach (var one in source is JsonArray several ? [.. several] : new[] { source })
        {
            foreach (var (name, value) in one as JsonObject ?? throw at.Error("'<<' can merge only mappings."))
            {
                map.TryAdd(name, value?.DeepClone());
            }
        }
    }

    private JsonNode? Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var anchor))
        {
            throw Error(alias, $"there is no anchor &{alias.Value} before *{alias.Value}.");
        }

        Count(anchor.Size, alias);
        return anchor.Node?.DeepClone();
    }

    private void Count(int nodes, ParsingEvent here)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
        {
            throw Error(here, $"there are more than {MaxNodes} values, counting what aliases stand for.");
        }
    }

    // Errors name a resource's property as Send.Timeout, without the two words that are the same in all of them.
    private static Location Into(Location at, string name, int depth) =>
        (depth == 0 && name == "Resources") || (depth == 2 && name == "Properties") ? at : at.Into(name);

    private TemplateException Error(ParsingEvent here, string problem) => new($"{root.File}:{here.Start.Line}: {problem}");
}
