using System.Collections.Immutable;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>Reads the layers of functions: <c>AWS::Lambda::LayerVersion</c>, of this assembly or somebody else's.</summary>
internal sealed class LayerReader
{
    public const string ContentProperty = "Content";

    public const string LayerType = "AWS::Lambda::LayerVersion";

    private readonly ImmutableDictionary<string, Layer> _layers;

    public LayerReader(IEnumerable<Resource> resources) => _layers = resources
        .Where(resource => resource.Type == LayerType)
        .ToImmutableDictionary(resource => resource.Ref, Read, StringComparer.Ordinal);

    /// <summary>In the function's order. What only AWS knows is a layer that isn't here.</summary>
    public ImmutableArray<Layer> Of(Resource function) => function.WhatIsKnown("Layers") is Value.List layers
        ? [.. layers.Items.Select(Of)]
        : [];

    private Layer Of(Value reference) => reference switch
    {
        Value.Text(var arn, _) => _layers.GetValueOrDefault(arn) ?? new Layer(arn),
        Value.Unknown(var reason) => new Layer(reason),
        _ => new Layer("(no ARN)"),
    };

    private static Layer Read(Resource resource)
    {
        var path = CodePath.Of(resource, ContentProperty);
        var layer = new Layer(resource.LogicalId) { Folder = Directory.Exists(path) ? path : null, Archive = File.Exists(path) ? path : null };
        return layer.Folder is { } folder ? layer with { Subfolder = Subfolder(resource, folder) } : layer;
    }

    // sam build installs what a package.json or requirements.txt names, and puts all of it where the runtime looks. Not built, it is laid there as it is.
    private static string Subfolder(Resource resource, string folder)
    {
        var built = resource.Metadata("BuildMethod") switch
        {
            { } method when method.StartsWith("nodejs", StringComparison.Ordinal) => "nodejs",
            { } method when method.StartsWith("python", StringComparison.Ordinal) => "python",
            _ => "",
        };
        return built.Length > 0 && !Directory.Exists(Path.Combine(folder, built)) ? built : "";
    }
}
