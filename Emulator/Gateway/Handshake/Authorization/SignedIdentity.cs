using Chat.Emulator.Iam;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>Who signed a handshake, as <c>requestContext.identity</c> tells it.</summary>
/// <param name="UserArn">Such as <c>arn:aws:sts::000000000000:assumed-role/Role/session</c>.</param>
/// <param name="UserId">IAM's own id: <c>AIDA…</c> of a user, <c>AROA…:session</c> of a role's session. Both <c>caller</c> and <c>user</c>.</param>
internal sealed record SignedIdentity(string UserArn, string AccountId, string UserId, string AccessKey)
{
    public static SignedIdentity Of(Caller caller) => new(caller.Arn, caller.AccountId, caller.UserId, caller.AccessKeyId);
}
