using System.Collections.Immutable;
using System.Globalization;
using Chat.Emulator.Iam.Policies;

namespace Chat.Emulator.Iam;

/// <summary>
/// The global condition keys of a request. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
/// </summary>
/// <param name="resourceAccount">Whose everything here is.</param>
/// <param name="caller">Null when nobody has signed the request.</param>
internal sealed class RequestKeys(HttpContext context, Caller? caller, string region, string resourceAccount, TimeProvider timeProvider) : IConditionKeys
{
    private const string PrincipalTag = "AWS:PRINCIPALTAG/";

    public bool TryGet(string key, out ImmutableArray<string> values)
    {
        var (isKnown, value) = Find(key.ToUpperInvariant());
        values = value is null ? [] : [value];
        return isKnown;
    }

    private (bool IsKnown, string? Value) Find(string key) => key switch
    {
        "AWS:CURRENTTIME" => (true, Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        "AWS:EPOCHTIME" => (true, Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        "AWS:PRINCIPALACCOUNT" => (true, caller?.AccountId),
        "AWS:RESOURCEACCOUNT" => (true, resourceAccount),
        "AWS:PRINCIPALARN" => (true, caller is null ? null : RoleArn(caller)),
        "AWS:PRINCIPALTYPE" => (true, caller is null ? "Anonymous" : "AssumedRole"),
        "AWS:PRINCIPALISAWSSERVICE" or "AWS:VIAAWSSERVICE" => (true, "false"),
        "AWS:REQUESTEDREGION" => (true, region),
        "AWS:USERID" => (true, caller?.UserId),

        // Plain HTTP on loopback stands for TLS, since nothing else could reach AWS.
        "AWS:SECURETRANSPORT" => (true, "true"),
        "AWS:SOURCEIP" => (true, context.Connection.RemoteIpAddress?.MapToIPv4().ToString()),
        "AWS:USERAGENT" => (true, context.Request.Headers.UserAgent is [var agent, ..] ? agent : null),
        "AWS:REFERER" => (true, context.Request.Headers.Referer is [var referer, ..] ? referer : null),
        "LAMBDA:SOURCEFUNCTIONARN" => (true, caller?.FunctionArn),
        _ when key.StartsWith(PrincipalTag, StringComparison.Ordinal) => (true, caller?.Tags.GetValueOrDefault(key[PrincipalTag.Length..])),

        // Of users, of sessions that others began, of calls that another service makes, through a VPC or with a second factor: never here.
        "AWS:USERNAME" or "AWS:SOURCEIDENTITY" or "AWS:FEDERATEDPROVIDER" or "AWS:SOURCEARN" or "AWS:SOURCEACCOUNT" or "AWS:SOURCEORGID"
            or "AWS:SOURCEORGPATHS" or "AWS:PRINCIPALSERVICENAME" or "AWS:PRINCIPALSERVICENAMESLIST" or "AWS:CALLEDVIA" or "AWS:CALLEDVIAFIRST"
            or "AWS:CALLEDVIALAST" or "AWS:SOURCEVPC" or "AWS:SOURCEVPCE" or "AWS:SOURCEVPCARN" or "AWS:VPCSOURCEIP"
            or "AWS:EC2INSTANCESOURCEVPC" or "AWS:EC2INSTANCESOURCEPRIVATEIPV4" or "AWS:MULTIFACTORAUTHPRESENT" or "AWS:MULTIFACTORAUTHAGE"
            or "AWS:TAGKEYS" => (true, null),
        _ when key.StartsWith("AWS:REQUESTTAG/", StringComparison.Ordinal) => (true, null),
        _ => (false, null),
    };

    private DateTimeOffset Now => timeProvider.GetUtcNow();

    // arn:aws:sts::0…:assumed-role/Role/session is arn:aws:iam::0…:role/Role here.
    private static string RoleArn(Caller caller) => caller.Arn.Split('/') is [_, var role, _] ? $"arn:aws:iam::{caller.AccountId}:role/{role}" : caller.Arn;
}
