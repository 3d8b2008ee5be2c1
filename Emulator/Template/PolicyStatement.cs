using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>
/// A statement of an identity-based policy, as it is written; wildcards are for the evaluation.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
/// </summary>
public sealed record PolicyStatement
{
    /// <summary>False: <c>Deny</c>.</summary>
    public required bool Allows { get; init; }

    /// <summary><c>Action</c>, or what <c>NotAction</c> leaves out when <see cref="ExceptActions"/>.</summary>
    public required ImmutableArray<string> Actions { get; init; }

    public bool ExceptActions { get; init; }

    /// <summary>
    /// <c>Resource</c>, or what <c>NotResource</c> leaves out when <see cref="ExceptResources"/>. An empty text stands for a resource that has
    /// no ARN here, because nothing of its type is run: it matches none that has.
    /// </summary>
    public required ImmutableArray<string> Resources { get; init; }

    public bool ExceptResources { get; init; }

    /// <summary>
    /// False in a policy without <c>"Version": "2012-10-17"</c>: there <c>${aws:username}</c> is text like any other.
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
    /// </summary>
    public bool HasVariables { get; init; } = true;

    /// <summary>All of them have to hold.</summary>
    public ImmutableArray<PolicyCondition> Conditions { get; init; } = [];
}

/// <summary>A line of a statement's <c>Condition</c>, such as <c>"StringEquals": {"aws:RequestedRegion": ["eu-west-1"]}</c>.</summary>
/// <param name="Values">Any one of them has to match. Empty: they aren't known here.</param>
public sealed record PolicyCondition(string Operator, string Key, ImmutableArray<string> Values);
