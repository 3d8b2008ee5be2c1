using System.Collections.Immutable;

namespace Chat.Emulator.Options;

/// <summary>What somebody who deploys a stack says beside its templates.</summary>
public sealed record DeployOptions
{
    /// <summary>The account of stacks that name none themselves. Null: the one that their ARNs spell out, else 000000000000.</summary>
    public string? Account { get; init; }

    /// <summary>The region of stacks that name none themselves. Null: the one that their ARNs spell out, else <see cref="DefaultRegion"/>.</summary>
    public string? Region { get; init; }

    /// <summary>The region when nothing else names one, such as that of <c>AWS_REGION</c>. Null: us-east-1.</summary>
    public string? DefaultRegion { get; init; }

    /// <summary>The addresses behind VPC links, by the link's ID or logical ID, or the integration's logical ID.</summary>
    public ImmutableDictionary<string, Uri> Backends { get; init; } = ImmutableDictionary<string, Uri>.Empty;

    /// <summary>Endpoints of AWS's services that run elsewhere, by the variables that AWS's SDKs take: <c>AWS_ENDPOINT_URL_SQS</c>.</summary>
    public ImmutableDictionary<string, Uri> Endpoints { get; init; } = ImmutableDictionary<string, Uri>.Empty;

    /// <summary>Values for the templates' parameters, by name, or by <c>stack:name</c> for those of one stack of several.</summary>
    public ImmutableDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Values for functions' environment variables, by <see cref="VariableName"/>; they win over the template's.</summary>
    public ImmutableDictionary<VariableName, string> Variables { get; init; } = ImmutableDictionary<VariableName, string>.Empty;
}

/// <summary>An environment variable of a function.</summary>
/// <param name="Function">Its name or its logical ID. Null: of every function whose template gives it this variable.</param>
public readonly record struct VariableName(string? Function, string Name);
