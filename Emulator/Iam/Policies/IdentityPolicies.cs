using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam.Policies;

/// <summary>
/// All policies of a role, evaluated as one.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
/// </summary>
internal sealed class IdentityPolicies(ImmutableArray<PolicyStatement> statements)
{
    public static IdentityPolicies Of(Role role) => new(
    [
        .. role.Statements,
        .. role.ManagedPolicyArns.SelectMany(arn => AwsManagedPolicies.Find(arn) ?? []),
    ]);

    /// <param name="onUnsupported">Told the operator or the key of a condition that can't be evaluated; its statement then counts as not there.</param>
    public PolicyDecision Decide(string action, string resource, IConditionKeys keys, Action<string> onUnsupported)
    {
        var decision = PolicyDecision.NotAllowed;
        foreach (var statement in statements)
        {
            if (!NamesAction(statement, action) || !NamesResource(statement, resource) || !Holds(statement, keys, onUnsupported))
            {
                continue;
            }

            if (!statement.Allows)
            {
                return PolicyDecision.Denied;
            }

            decision = PolicyDecision.Allowed;
        }

        return decision;
    }

    // Actions are compared without case, ARNs with it.
    private static bool NamesAction(PolicyStatement statement, string action)
    {
        foreach (var pattern in statement.Actions)
        {
            if (Wildcard.Matches(pattern, action, ignoreCase: true))
            {
                return !statement.ExceptActions;
            }
        }

        return statement.ExceptActions;
    }

    private static bool NamesResource(PolicyStatement statement, string resource)
    {
        foreach (var pattern in statement.Resources)
        {
            if (Wildcard.MatchesArn(pattern, resource))
            {
                return !statement.ExceptResources;
            }
        }

        return statement.ExceptResources;
    }

    private static bool Holds(PolicyStatement statement, IConditionKeys keys, Action<string> onUnsupported)
    {
        foreach (var condition in statement.Conditions)
        {
            switch (ConditionTest.Evaluate(condition, keys))
            {
                case ConditionResult.Unsupported(var what):
                    onUnsupported(what);
                    return false;
                case ConditionResult.Fails:
                    return false;
            }
        }

        return true;
    }
}
