using System.Collections.Immutable;
using Chat.Emulator.Iam.Policies;

namespace Chat.Emulator.Iam;

/// <summary>
/// What a function's role needs so that Lambda reads a table's stream for it: AWS makes no mapping without it.
/// https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
/// </summary>
internal static class StreamPermissions
{
    private const string ListStreams = "dynamodb:ListStreams";

    private static readonly ImmutableArray<string> Needed = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", ListStreams];

    /// <summary>Empty when nothing is missing.</summary>
    public static ImmutableArray<string> Missing(Caller function, string streamArn) =>
        function.Permissions is not { } permissions ? [] : [.. Needed.Where(action => !Allows(permissions, action, streamArn))];

    // ListStreams is for no stream in particular, and templates name one or the other.
    private static bool Allows(PolicySet permissions, string action, string streamArn) =>
        IsAllowed(permissions, action, streamArn) || (action == ListStreams && IsAllowed(permissions, action, streamArn[..(streamArn.LastIndexOf('/') + 1)] + "*"));

    // Whose conditions nobody here can evaluate may well be allowed it.
    private static bool IsAllowed(PolicySet permissions, string action, string resource)
    {
        var isKnown = true;
        var decision = permissions.Decide(action, resource, NoKeys.Instance, _ => isKnown = false);
        return decision is PolicyDecision.Allowed || !isKnown;
    }
}
