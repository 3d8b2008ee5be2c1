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
        foreach (var permission in granted.ByFunction[functionName])
        {
            if (permission.SourceArn is null || Wildcard.MatchesArn(permission.SourceArn, sourceArn))
            {
                return null;
            }
        }

        return $"API Gateway may not invoke the function {functionName} for {sourceArn}. The template needs an AWS::Lambda::Permission "
            + $"with Action {Action}, Principal {Gateway} and a SourceArn that matches";
    }

    private sealed record Granted(Stack Stack, ILookup<string, InvokePermission> ByFunction, ImmutableDictionary<string, Role> Roles)
    {
        public static Granted By(Stack stack) => new(
            stack,
            stack.Permissions
                .Where(permission => Wildcard.Matches(permission.Action, Action, ignoreCase: true)
                    && permission.Principal is Gateway or "*"
                    && (permission.SourceAccount is null || permission.SourceAccount == stack.Context.AccountId))
                .ToLookup(permission => permission.FunctionName, StringComparer.Ordinal),
            stack.Roles.ToImmutableDictionary(role => role.Arn, StringComparer.Ordinal));

        // Another stack's role may do whatever it may: nobody can know here.
        public bool MayAs(string roleArn, string functionName) =>
            !Roles.TryGetValue(roleArn, out var role)
            || Stack.Functions.FirstOrDefault(function => function.Name == functionName) is not { } function
            || IdentityPolicies.Of(role).Decide(Action, function.Arn, NoKeys.Instance, _ => { }) is PolicyDecision.Allowed;
    }

    private sealed class NoKeys : IConditionKeys
    {
        public static readonly NoKeys Instance = new();

        public bool TryGet(string key, out string? value)
        {
            value = null;
            return false;
        }
    }
}
