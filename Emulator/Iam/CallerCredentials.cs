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

    // As in AWS's messages about what an integration's role may not do.
    private const string GatewaySession = "BackplaneAssumeRoleSession";

    private const string TokenPrefix = "chat-emulator-";

    private volatile Keys _keys;

    public CallerCredentials(Stack stack) => _keys = Keys.Of(stack, Keys.None);

    /// <summary>As whom API Gateway calls a service for an integration with these credentials. Null for a role of no integration.</summary>
    public Credential? OfRole(string roleArn) => _keys.ByRole.GetValueOrDefault(roleArn);

    public Credential Of(Function function) => _keys.ByFunction[function.Name];

    /// <summary>Null for a function that isn't there.</summary>
    public Credential? OfFunction(string name) => _keys.ByFunction.GetValueOrDefault(name);

    public Credential? Find(string accessKeyId) => _keys.ByKey.GetValueOrDefault(accessKeyId);

    /// <summary>
    /// Every function may do from now on what this stack allows it. Its key stays the same, for its processes have it; so does that of a
    /// function that is gone, whose last events may still run.
    /// </summary>
    public void Update(Stack stack) => _keys = Keys.Of(stack, _keys);

    /// <summary>True for a token that an emulator has given out: when it isn't valid now, that emulator has ended.</summary>
    public static bool WasGivenOut(string? sessionToken) => sessionToken?.StartsWith(TokenPrefix, StringComparison.Ordinal) == true;

    // arn:aws:iam::111122223333:role/name
    private static string? AccountOf(string? roleArn) => roleArn?.Split(':') is [_, _, _, _, { Length: > 0 } account, ..] ? account : null;

    // A role's temporary credentials: 20 characters with ASIA in front, 40 characters, and a token.
    private static Credential Of(string? roleArn, Stack stack, string session, Credential? given)
    {
        var role = stack.Roles.FirstOrDefault(role => role.Arn == roleArn);
        var roleName = role?.Name ?? roleArn?.Split('/')[^1] ?? "none";
        var accessKeyId = given?.AccessKeyId ?? "ASIA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
        return new Credential(
            accessKeyId,
            given?.SecretAccessKey ?? RandomNumberGenerator.GetHexString(40, lowercase: true),
            given?.SessionToken ?? TokenPrefix + RandomNumberGenerator.GetHexString(40, lowercase: true),
            new Caller(
                session == GatewaySession ? roleName : session,
                $"arn:aws:sts::{AccountOf(roleArn) ?? stack.Context.AccountId}:assumed-role/{roleName}/{session}",
                role is null ? null : PolicySet.Of(role))
            {
                AccessKeyId = accessKeyId,
                FunctionArn = stack.Functions.FirstOrDefault(function => function.Name == session)?.Arn,
                Tags = role?.Tags ?? [],
            });
    }

    private sealed record Keys(
        FrozenDictionary<string, Credential> ByFunction, FrozenDictionary<string, Credential> ByRole, FrozenDictionary<string, Credential> ByKey)
    {
        public static readonly Keys None = new(
            FrozenDictionary<string, Credential>.Empty, FrozenDictionary<string, Credential>.Empty, FrozenDictionary<string, Credential>.Empty);

        public static Keys Of(Stack stack, Keys before)
        {
            var byFunction = new Dictionary<string, Credential>(before.ByFunction, StringComparer.Ordinal);
            foreach (var function in stack.Functions)
            {
                byFunction[function.Name] = CallerCredentials.Of(function.RoleArn, stack, function.Name, byFunction.GetValueOrDefault(function.Name));
            }

            var byRole = new Dictionary<string, Credential>(before.ByRole, StringComparer.Ordinal);
            foreach (var arn in stack.Apis.SelectMany(api => api.Routes.Values).Select(route => route.Integration?.CredentialsArn).OfType<string>().Distinct())
            {
                byRole[arn] = CallerCredentials.Of(arn, stack, GatewaySession, byRole.GetValueOrDefault(arn));
            }

            var developer = new Credential(
                DeveloperKey, DeveloperKey, null, new Caller("the developer", $"arn:aws:iam::{stack.Context.AccountId}:user/{DeveloperKey}", null) { AccessKeyId = DeveloperKey });
            return new Keys(
                byFunction.ToFrozenDictionary(StringComparer.Ordinal),
                byRole.ToFrozenDictionary(StringComparer.Ordinal),
                byFunction.Values.Concat(byRole.Values).Append(developer).ToFrozenDictionary(credential => credential.AccessKeyId, StringComparer.Ordinal));
        }
    }
}
