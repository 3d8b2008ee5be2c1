namespace Chat.Infra.Tests;

/// <summary>What the linter says about one place of a template, in the linter's own words.</summary>
public sealed record LintFinding(string RuleId, string Severity, string Message, LintEntity? Entity)
{
    public bool IsFailure => Severity is "FATAL" or "ERROR" or "WARN";

    public override string ToString() => $"{Severity} {RuleId} {Entity?.LogicalId}: {Message}";
}

/// <summary>The resource or output that a finding is about.</summary>
public sealed record LintEntity(string? LogicalId);
