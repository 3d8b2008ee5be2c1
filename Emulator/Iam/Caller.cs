namespace Chat.Emulator.Iam;

/// <summary>Who signed a request.</summary>
/// <param name="Name">For logs: the function's name.</param>
/// <param name="Arn">Such as <c>arn:aws:sts::000000000000:assumed-role/SendRole/websocket-send</c>.</param>
/// <param name="Permissions">Null: everything is allowed.</param>
internal sealed record Caller(string Name, string Arn, Policies.IdentityPolicies? Permissions)
{
    /// <summary>The key that it signs with.</summary>
    public string AccessKeyId { get; init; } = "";

    /// <summary>The account that its ARN names.</summary>
    public string AccountId => Arn.Split(':') is [_, _, _, _, var account, ..] ? account : "";
}
