using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>An <c>AWS::IAM::Role</c> with every policy that the template attaches to it.</summary>
public sealed record Role
{
    public required string LogicalId { get; init; }

    public required string Name { get; init; }

    public required string Arn { get; init; }

    /// <summary>Its own, those of <c>AWS::IAM::Policy</c> and of <c>AWS::IAM::ManagedPolicy</c> alike.</summary>
    public ImmutableArray<PolicyStatement> Statements { get; init; } = [];

    /// <summary>Managed policies that are not in the template: AWS's own, or another stack's.</summary>
    public ImmutableArray<string> ManagedPolicyArns { get; init; } = [];

    /// <summary><c>aws:PrincipalTag/…</c> for conditions.</summary>
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>True when the template sets a permissions boundary.</summary>
    public bool HasBoundary { get; init; }
}
