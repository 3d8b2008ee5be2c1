using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>An <c>AWS::Lambda::Function</c>.</summary>
public sealed record Function
{
    public required string LogicalId { get; init; }

    public required string Name { get; init; }

    public required string Arn { get; init; }

    /// <summary>The execution role. Null when it has no ARN here.</summary>
    public string? RoleArn { get; init; }

    /// <summary>True for <c>PackageType: Image</c>: it has neither runtime nor handler, and runs here by a command that is given.</summary>
    public bool IsContainerImage { get; init; }

    /// <summary>The runtime's identifier, such as <c>provided.al2023</c>. Empty for a container image.</summary>
    public required string Runtime { get; init; }

    public required string Handler { get; init; }

    /// <summary>What may follow the name, by itself: its aliases and versions, each with the version that it means.</summary>
    public ImmutableDictionary<string, string> Qualifiers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>1 s to 15 min; AWS's default is 3 s.</summary>
    public required TimeSpan Timeout { get; init; }

    public required int MemorySizeInMB { get; init; }

    public required ImmutableDictionary<string, string> Environment { get; init; }

    /// <summary>The folder with the function's code, absolute. Null when the template names code that isn't on this machine.</summary>
    public required string? CodeFolder { get; init; }

    /// <summary>The archive (<c>.zip</c>, <c>.jar</c>) with the function's code, absolute, where the asset is one file and no folder.</summary>
    public string? CodeArchive { get; init; }

    /// <summary>Code that stands in the template itself (<c>Code.ZipFile</c>): CloudFormation makes it the file <c>index</c>.</summary>
    public string? InlineCode { get; init; }

    /// <summary><c>x86_64</c> (AWS's default) or <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "x86_64";

    /// <summary>What lies in <c>/opt</c> on AWS, the later over the earlier.</summary>
    public ImmutableArray<Layer> Layers { get; init; } = [];

    /// <summary>How its events are repeated and given up for which nobody waits.</summary>
    public AsyncSettings Async { get; init; } = AsyncSettings.Default;

    /// <summary>The folder of the template that declares it.</summary>
    internal string? TemplateFolder { get; init; }

    /// <summary>The folder that stands for <c>/opt</c>, once the layers are laid. Null without layers.</summary>
    internal string? LayersFolder { get; init; }

    /// <summary>True when its process sees <see cref="LayersFolder"/> at <c>/opt</c>: its code names that.</summary>
    internal bool MountsLayers { get; init; }

    /// <summary>Folders (<c>node_modules</c>, <c>site-packages</c>) with what the runtime on AWS brings, once they were looked for.</summary>
    internal ImmutableArray<string> BundledModules { get; init; } = [];

    /// <summary>Why its code can't run here, once that was looked at. Null when nothing is known to be wrong.</summary>
    internal string? Problem { get; init; }
}
