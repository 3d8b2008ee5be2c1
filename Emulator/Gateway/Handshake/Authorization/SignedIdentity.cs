using System.Security.Cryptography;
using System.Text;
using Chat.Emulator.Iam;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>Who signed a handshake, as <c>requestContext.identity</c> tells it.</summary>
/// <param name="UserArn">Such as <c>arn:aws:sts::000000000000:assumed-role/Role/session</c>.</param>
/// <param name="UserId">IAM's own id: <c>AIDA…</c> of a user, <c>AROA…:session</c> of a role's session. Both <c>caller</c> and <c>user</c>.</param>
internal sealed record SignedIdentity(string UserArn, string AccountId, string UserId, string AccessKey)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static SignedIdentity Of(Caller caller) => new(caller.Arn, caller.AccountId, IdOf(caller.Arn), caller.AccessKeyId);

    // arn:aws:iam::0…:user/name, or arn:aws:sts::0…:assumed-role/role/session. IAM mints ids; these are the same at every start.
    private static string IdOf(string arn)
    {
        var session = arn.Contains(":assumed-role/", StringComparison.Ordinal) ? arn.LastIndexOf('/') : -1;
        return session < 0 ? "AIDA" + Unique(arn) : $"AROA{Unique(arn[..session])}:{arn[(session + 1)..]}";
    }

    private static string Unique(string arn) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(arn)).Take(17).Select(value => Base32[value % Base32.Length]));
}
