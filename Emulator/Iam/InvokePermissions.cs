using System.Collections.Frozen;
using System.Collections.Immutable;
using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam;

/// <summary>
/// What API Gateway may invoke: by a function's resource-based policy (<c>AWS::Lambda::Permission</c>), or as a role that may.
/// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
/// </summary>
internal sealed class InvokePermissions(Stack stack)
{
    private const string Action = "lambda:InvokeFunction";
    private const string Gateway = "apigateway.amazonaws.com";

    private volatile Granted _granted = Granted.By(stack);

    /// <summary>From now on what this stack allows is allowed.</summary>
    public void Update(Stack stack) => _granted = Granted.By(stack);

    /// <summary>What is missing for a call of a function, in words; null when nothing is.</summary>
    /// <param name="credentialsArn">The role that the gateway calls as. Null: as itself.</param>
    /// <param name="source">What calls, as the end of its ARN: <c>{apiId}/{stage}/{routeKey}</c>, <c>{apiId}/authorizers/{authorizerId}</c>.</param>
    public string? Missing(string functionName, string? credentialsArn, string source)
    {
        var granted = _granted;
        if (credentialsArn is not null)
        {
            return granted.MayAs(credentialsArn, functionName) ? null : $"the role {credentialsArn} doesn't allow {Action} on the function {functionName}";
        }

        var sourceArn = $"arn:{TemplateContext.Partition}:execute-api:{granted.Stack.Context.Region}:{granted.Stack.Context.AccountId}:{source}";
        if (granted.ByFunction.TryGetValue(functionName, out var policy)
            && policy.Decide(Action, functionName, new SourceKeys(sourceArn, granted.Stack.Context.AccountId), _ => { }) is PolicyDecision.Allowed)
        {
            return null;
        }

        return $"API Gateway may not invoke the function {functionName} for {sourceArn}. The template needs an AWS::Lambda::Permission "
            + $"with Action {Action}, Principal {Gateway} and a SourceArn that matches";
    }

    /// <param name="ByFunction">What the gateway may, of each function's resource-based policy.</param>
    private sealed record Granted(Stack Stack, FrozenDictionary<string, PolicySet> ByFunction, ImmutableDictionary<string, Role> Roles)
    {
        public static Granted By(Stack stack) => new(
            stack,
            stack.Permissions
                .Where(permission => permission.Principal is Gateway or "*")
                .GroupBy(permission => permission.FunctionName, StringComparer.Ordinal)
                .ToFrozenDictionary(ofOne => ofOne.Key, ofOne => new PolicySet([.. ofOne.Select(Statement)]), StringComparer.Ordinal),
            stack.Roles.ToImmutableDictionary(role => role.Arn, StringComparer.Ordinal));

        // Another stack's role may do whatever it may: nobody can know here.
        public bool MayAs(string roleArn, string functionName) =>
            !Roles.TryGetValue(roleArn, out var role)
            || Stack.Functions.FirstOrDefault(function => function.Name == functionName) is not { } function
            || PolicySet.Of(role).Decide(Action, function.Arn, SourceKeys.None, _ => { }) is PolicyDecision.Allowed;

        // As Lambda writes it into the function's policy; which function it is for is decided by then.
        private static PolicyStatement Statement(InvokePermission permission) => new()
        {
            Allows = true,
            Actions = [permission.Action],
            Resources = ["*"],
            Conditions =
            [
                .. permission.SourceArn is { } arn ? [new PolicyCondition("ArnLike", SourceKeys.Arn, [arn])] : ReadOnlySpan<PolicyCondition>.Empty,
                .. permission.SourceAccount is { } account ? [new PolicyCondition("StringEquals", SourceKeys.Account, [account])] : ReadOnlySpan<PolicyCondition>.Empty,
            ],
        };
    }

    /// <summary>On whose behalf the gateway calls; null when it calls as a role.</summary>
    private sealed class SourceKeys(string? sourceArn, string accountId = "") : IConditionKeys
    {
        public const string Arn = "AWS:SourceArn";
        public const string Account = "AWS:SourceAccount";

        public static readonly SourceKeys None = new(null);

        public bool TryGet(string key, out ImmutableArray<string> values)
        {
            var isArn = key.Equals(Arn, StringComparison.OrdinalIgnoreCase);
            var isAccount = key.Equals(Account, StringComparison.OrdinalIgnoreCase);
            values = sourceArn is null ? [] : [isArn ? sourceArn : accountId];
            return isArn || isAccount;
        }
    }
}
