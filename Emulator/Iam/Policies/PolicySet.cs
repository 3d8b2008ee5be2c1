using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam.Policies;

/// <summary>
/// Policies, evaluated as one: a role's, a function's resource-based policy, or what an authorizer answers. Where a request is decided by
/// policies, it is decided here.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
/// </summary>
internal sealed class PolicySet(ImmutableArray<PolicyStatement> statements)
{
    public static PolicySet Of(Role role) => new(
    [
        .. role.Statements,
        .. role.ManagedPolicyArns.SelectMany(arn => AwsManagedPolicies.Find(arn) ?? []),
    ]);

    /// <param name="onUnevaluated">
    /// Told what of a statement can't be evaluated here. Nobody is let in by what isn't known: such an Allow counts as not there, such a Deny as
    /// one that holds.
    /// </param>
    public PolicyDecision Decide(string action, string resource, IConditionKeys keys, Action<Unevaluated> onUnevaluated)
    {
        var decision = PolicyDecision.NotAllowed;
        foreach (var statement in statements)
        {
            if (!NamesAction(statement, action))
            {
                continue;
            }

            var applies = Applies(statement, resource, keys);
            if (applies is ConditionResult.Unsupported(var what))
            {
                onUnevaluated(new Unevaluated(what, Denies: !statement.Allows));
            }

            if (applies is ConditionResult.Fails || (applies is ConditionResult.Unsupported && statement.Allows))
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

    private static ConditionResult Applies(PolicyStatement statement, string resource, IConditionKeys keys)
    {
        var applies = NamesResource(statement, resource, keys);
        foreach (var condition in statement.Conditions)
        {
            if (applies is ConditionResult.Fails)
            {
                break;
            }

            // One that fails decides, whatever of the others isn't known.
            applies = ConditionTest.Evaluate(condition, keys, statement.HasVariables) switch
            {
                ConditionResult.Holds => applies,
                var other => other is ConditionResult.Fails || applies is ConditionResult.Holds ? other : applies,
            };
        }

        return applies;
    }

    private static ConditionResult NamesResource(PolicyStatement statement, string resource, IConditionKeys keys)
    {
        ConditionResult? doubt = null;
        foreach (var text in statement.Resources)
        {
            var pattern = text;
            if (statement.HasVariables && PolicyVariables.AreIn(text))
            {
                switch (PolicyVariables.Resolve(text, keys, isPattern: true))
                {
                    case VariableResult.Resolved(var resolved):
                        pattern = resolved;
                        break;
                    case VariableResult.Unknown(var what):
                        doubt = new ConditionResult.Unsupported(what);
                        continue;
                    default:
                        // It matches nothing; what NotResource would have kept out by it is not let in.
                        doubt = statement.ExceptResources ? new ConditionResult.Unsupported($"{text}, for which the request has no value,") : doubt;
                        continue;
                }
            }

            if (Wildcard.MatchesArn(pattern, resource))
            {
                return ConditionResult.Of(!statement.ExceptResources);
            }
        }

        return doubt ?? ConditionResult.Of(statement.ExceptResources);
    }
}
