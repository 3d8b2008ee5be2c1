using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam;

/// <summary>Whether anybody may post to an API's connections: a chat whose functions can't is the commonest thing that a template forgets.</summary>
internal static class PostPermissions
{
    private const string Action = "execute-api:ManageConnections";

    /// <summary>A sentence for each stage that no function of the stack may post to.</summary>
    public static IEnumerable<string> Missing(Stack stack)
    {
        Role[] roles = [.. stack.Roles.Where(role => stack.Functions.Any(function => function.RoleArn == role.Arn))];
        if (stack.Functions.IsEmpty || stack.Functions.Any(function => stack.Roles.All(role => role.Arn != function.RoleArn)))
        {
            return [];
        }

        return from api in stack.Apis
               from stage in api.Stages
               let arn = $"arn:{TemplateContext.Partition}:execute-api:{api.Region}:{api.AccountId}:{api.ApiId}/{stage.Name}/POST/@connections/x"
               where !roles.Any(role => MayPost(role, arn))
               select $"no function may post to the connections of {api.Name}, stage {stage.Name}: none of their roles allows {Action} on {arn[..^1]}*";
    }

    // Whose conditions nobody here can evaluate may well be allowed it.
    private static bool MayPost(Role role, string arn)
    {
        var isKnown = true;
        return PolicySet.Of(role).Decide(Action, arn, NoKeys.Instance, _ => isKnown = false) is PolicyDecision.Allowed || !isKnown;
    }
}
