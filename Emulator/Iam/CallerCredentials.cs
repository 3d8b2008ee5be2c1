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

    private volatile Keys _keys;

    public CallerCredentials(Stack stack) => _keys = Keys.Of(stack, FrozenDictionary<string, Credential>.Empty);

    public Credential Of(Function function) => _keys.ByFunction[function.Name];

    public Credential? Find(string accessKeyId) => _keys.ByKey.GetValueOrDefault(accessKeyId);

    /// <summary>
    /// Every function may do from now on what this stack allows it. Its key stays the same, for its processes have it; so does that of a
    /// function that is gone, whose last events may still run.
    /// </summary>
    public void Update(Stack stack) => _keys = Keys.Of(stack, _keys.ByFunction);

    /// <summary>True for a token that an emulator has given out: when it isn't valid now, that emulator has ended.</summary>
    public static bool WasGivenOut(string? sessionToken) => sessionToken?.StartsWith(TokenPrefix, StringComparison.Ordinal) == true;

    // A role's temporary credentials: 20 characters with ASIA in front, 40 characters, and a token.
    private static Credential Of(Function function, Stack stack, Credential? given)
    {
        var role = stack.Roles.FirstOrDefault(role => role.Arn == function.RoleArn);
        var roleName = role?.Name ?? function.RoleArn?.Split('/')[^1] ?? "none";
        var accessKeyId = given?.AccessKeyId ?? "ASIA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
        return new Credential(
            accessKeyId,
            given?.SecretAccessKey ?? RandomNumberGenerator.GetHexString(40, lowercase: true),
            given?.SessionToken ?? TokenPrefix + RandomNumberGenerator.GetHexString(40, lowercase: true),
            new Caller(
                function.Name,
                $"arn:aws:sts::{TemplateContext.AccountId}:assumed-role/{roleName}/{function.Name}",
                role is null ? null : IdentityPolicies.Of(role))
            {
                AccessKeyId = accessKeyId,
            });
    }

    private sealed record Keys(FrozenDictionary<string, Credential> ByFunction, FrozenDictionary<string, Credential> ByKey)
    {
        public static Keys Of(Stack stack, FrozenDictionary<string, Credential> before)
        {
            var byFunction = new Dictionary<string, Credential>(before, StringComparer.Ordinal);
            foreach (var function in stack.Functions)
            {
                byFunction[function.Name] = CallerCredentials.Of(function, stack, before.GetValueOrDefault(function.Name));
            }

            var developer = new Credential(
                DeveloperKey, DeveloperKey, null, new Caller("the developer", $"arn:aws:iam::{TemplateContext.AccountId}:user/{DeveloperKey}", null) { AccessKeyId = DeveloperKey });
            return new Keys(
                byFunction.ToFrozenDictionary(StringComparer.Ordinal),
                byFunction.Values.Append(developer).ToFrozenDictionary(credential => credential.AccessKeyId, StringComparer.Ordinal));
        }
    }
}
