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

    /// <summary>The runtime's identifier, such as <c>provided.al2023</c>.</summary>
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
}
