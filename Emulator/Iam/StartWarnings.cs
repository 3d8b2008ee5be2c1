using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam;

/// <summary>What of the template's permissions isn't known here: said at start, and not found out at the first denial.</summary>
internal static class StartWarnings
{
    public static IEnumerable<string> Of(Stack stack)
    {
        foreach (var function in stack.Functions)
        {
            if (stack.Roles.All(role => role.Arn != function.RoleArn))
            {
                yield return $"{function.Name}: its role {function.RoleArn ?? "(none)"} isn't in the template, so it is allowed everything";
            }
        }

        foreach (var role in stack.Roles.Where(role => stack.Functions.Any(function => function.RoleArn == role.Arn)))
        {
            foreach (var arn in role.ManagedPolicyArns.Where(arn => AwsManagedPolicies.Find(arn) is null))
            {
                yield return $"{role.LogicalId}: what {arn} allows isn't known here, so it allows nothing";
            }

            if (role.HasBoundary)
            {
                yield return $"{role.LogicalId}: its permissions boundary isn't evaluated";
            }
        }
    }
}
