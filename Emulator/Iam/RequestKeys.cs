using System.Globalization;
using Chat.Emulator.Iam.Policies;

namespace Chat.Emulator.Iam;

/// <summary>
/// The global condition keys of a request. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
/// </summary>
internal sealed class RequestKeys(HttpContext context, Caller caller, string region, TimeProvider timeProvider) : IConditionKeys
{
    public bool TryGet(string key, out string? value)
    {
        var now = timeProvider.GetUtcNow();
        (var isKnown, value) = key.ToUpperInvariant() switch
        {
            "AWS:CURRENTTIME" => (true, now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            "AWS:EPOCHTIME" => (true, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            "AWS:PRINCIPALACCOUNT" or "AWS:RESOURCEACCOUNT" => (true, caller.AccountId),
            "AWS:PRINCIPALARN" => (true, RoleArn(caller.Arn)),
            "AWS:PRINCIPALTYPE" => (true, "AssumedRole"),
            "AWS:PRINCIPALISAWSSERVICE" or "AWS:VIAAWSSERVICE" => (true, "false"),
            "AWS:REQUESTEDREGION" => (true, region),

            // Plain HTTP on loopback stands for TLS, since nothing else could reach AWS.
            "AWS:SECURETRANSPORT" => (true, "true"),
            "AWS:SOURCEIP" => (true, context.Connection.RemoteIpAddress?.MapToIPv4().ToString()),
            "AWS:USERAGENT" => (true, context.Request.Headers.UserAgent is [var agent, ..] ? agent : null),

            // Set when another service calls on somebody's behalf, or through a VPC: never here.
            "AWS:SOURCEARN" or "AWS:SOURCEACCOUNT" or "AWS:CALLEDVIA" or "AWS:SOURCEVPC" or "AWS:SOURCEVPCE" or "AWS:MULTIFACTORAUTHPRESENT" => (true, null),
            _ => (false, (string?)null),
        };
        return isKnown;
    }

    // arn:aws:sts::0…:assumed-role/Role/session is arn:aws:iam::0…:role/Role here.
    private string RoleArn(string arn) => arn.Split('/') is [_, var role, _] ? $"arn:aws:iam::{caller.AccountId}:role/{role}" : arn;
}
