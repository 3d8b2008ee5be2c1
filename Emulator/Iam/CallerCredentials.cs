using System.Collections.Frozen;
using System.Security.Cryptography;
using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam;

/// <summary>The keys that are valid here: one per function, new at every start, and the developer's own.</summary>
internal sealed class CallerCredentials
{
    /// <summary>Access key and secret of the developer, who may do everything: what people give to local clouds out of habit.</summary>
    public const string DeveloperKey = "test";

    private const string TokenPrefix = "chat-emulator-";

    private readonly FrozenDictionary<string, Credential> _byKey;
    private readonly FrozenDictionary<string, Credential> _byFunction;

    public CallerCredentials(Stack stack)
    {
        _byFunction = stack.Functions.ToFrozenDictionary(function => function.Name, function => Of(function, stack), StringComparer.Ordinal);
        var developer = new Credential(
            DeveloperKey, DeveloperKey, null, new Caller("the developer", $"arn:aws:iam::{TemplateContext.AccountId}:user/{DeveloperKey}", null));
        _byKey = _byFunction.Values.Append(developer).ToFrozenDictionary(credential => credential.AccessKeyId, StringComparer.Ordinal);
    }

    public Credential Of(Function function) => _byFunction[function.Name];

    public Credential? Find(string accessKeyId) => _byKey.GetValueOrDefault(accessKeyId);

    /// <summary>True for a token that an emulator has given out: when it isn't valid now, that emulator has ended.</summary>
    public static bool WasGivenOut(string? sessionToken) => sessionToken?.StartsWith(TokenPrefix, StringComparison.Ordinal) == true;

    // A role's temporary credentials: 20 characters with ASIA in front, 40 characters, and a token.
    private static Credential Of(Function function, Stack stack)
    {
        var role = stack.Roles.FirstOrDefault(role => role.Arn == function.RoleArn);
        var roleName = role?.Name ?? function.RoleArn?.Split('/')[^1] ?? "none";
        return new Credential(
            "ASIA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
            RandomNumberGenerator.GetHexString(40, lowercase: true),
            TokenPrefix + RandomNumberGenerator.GetHexString(40, lowercase: true),
            new Caller(
                function.Name,
                $"arn:aws:sts::{TemplateContext.AccountId}:assumed-role/{roleName}/{function.Name}",
                role is null ? null : IdentityPolicies.Of(role)));
    }
}
