using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Chat.Emulator.Iam.Policies;

namespace Chat.Emulator.Iam;

/// <summary>Who signed a request.</summary>
/// <param name="Name">For logs: the function's name.</param>
/// <param name="Arn">Such as <c>arn:aws:sts::000000000000:assumed-role/SendRole/websocket-send</c>.</param>
/// <param name="Permissions">Null: everything is allowed.</param>
internal sealed record Caller(string Name, string Arn, PolicySet? Permissions)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The key that it signs with.</summary>
    public string AccessKeyId { get; init; } = "";

    /// <summary>The account that its ARN names.</summary>
    public string AccountId => Arn.Split(':') is [_, _, _, _, var account, ..] ? account : "";

    /// <summary>The function whose role this is; null for anybody else.</summary>
    public string? FunctionArn { get; init; }

    /// <summary>The role's tags.</summary>
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>IAM's own id: <c>AIDA…</c> of a user, <c>AROA…:session</c> of a role's session. IAM mints ids; these are the same at every start.</summary>
    public string UserId => Arn.Contains(":assumed-role/", StringComparison.Ordinal) && Arn.LastIndexOf('/') is var session
        ? $"AROA{Unique(Arn[..session])}:{Arn[(session + 1)..]}"
        : "AIDA" + Unique(Arn);

    private static string Unique(string arn) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(arn)).Take(17).Select(value => Base32[value % Base32.Length]));
}
