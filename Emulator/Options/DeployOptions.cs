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
}
