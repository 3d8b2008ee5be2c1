using System.Collections.Concurrent;
using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Iam.Signing;
using Chat.Emulator.Journal;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam;

/// <summary>Who calls, and may they: what every service that runs here asks before it acts.</summary>
internal sealed partial class AccessControl(
    CallerCredentials credentials, TemplateContext template, TimeProvider timeProvider, ILogger<AccessControl> logger, EventJournal? journal = null)
{
    private readonly SignatureVerifier _signatures = new(credentials.Find, template.Region, timeProvider);

    // Said once each.
    private readonly ConcurrentDictionary<Unevaluated, bool> _unevaluated = new();

    public string Region => template.Region;

    public string AccountId => template.AccountId;

    /// <summary>Null when it is known who calls.</summary>
    /// <param name="service">The name that the service signs by: <c>execute-api</c>, <c>dynamodb</c>, <c>lambda</c>.</param>
    public AccessError? Authenticate(HttpRequest request, string service, ReadOnlySpan<byte> body, out Caller caller)
    {
        var error = _signatures.Verify(request, service, body, out caller);
        if (error is not null)
        {
            journal?.Denied(TokenOf(request), null, service, $"{request.Method} {request.Path}", error.ErrorType);
            if (error.Advice is { } advice)
            {
                LogMissigned(request.Method, request.Path, service, advice);
            }
            else
            {
                LogNotAuthenticated(request.Method, request.Path, service, error.ErrorType);
            }
        }

        return error;
    }

    /// <summary>Null when the caller's policies allow it.</summary>
    /// <param name="shownResource">The ARN in AWS's message, where that isn't the one that is checked.</param>
    public AccessError? Authorize(HttpContext context, Caller caller, string action, string resource, string? shownResource = null)
    {
        if (caller.Permissions is not { } permissions)
        {
            return null;
        }

        var keys = new RequestKeys(context, caller, template.Region, template.AccountId, timeProvider);
        var decision = permissions.Decide(action, resource, keys, Warn);
        if (decision is PolicyDecision.Allowed)
        {
            return null;
        }

        var reason = decision is PolicyDecision.Denied
            ? "with an explicit deny in an identity-based policy"
            : $"because no identity-based policy allows the {action} action";
        journal?.Denied(TokenOf(context.Request), caller.Name, action, resource, reason);

        // Asked once more, now that it matters: was it for something that AWS would know?
        var doubts = new List<Unevaluated>();
        permissions.Decide(action, resource, keys, doubts.Add);
        if (doubts.Count == 0)
        {
            LogDenied(caller.Name, action, resource, reason);
        }
        else
        {
            LogDeniedInDoubt(caller.Name, action, resource, string.Join(", ", doubts.Select(doubt => doubt.What).Distinct()));
        }

        var because = shownResource is null ? $" {reason}" : "";
        return new AccessError(
            "AccessDeniedException",
            $"User: {caller.Arn} is not authorized to perform: {action} on resource: {shownResource ?? resource}{because}",
            IsDenial: true);
    }

    /// <summary>Says once what of a policy can't be evaluated here.</summary>
    public void Warn(Unevaluated part)
    {
        if (!_unevaluated.TryAdd(part, true))
        {
            return;
        }

        if (part.Denies)
        {
            LogDenyHolds(part.What);
        }
        else
        {
            LogAllowLeftOut(part.What);
        }
    }

    private static string? TokenOf(HttpRequest request) => request.Headers["X-Amz-Security-Token"];

    [LoggerMessage(600, LogLevel.Warning, "{Function} may not {Action} on {Resource}, {Reason}. On AWS it fails too: give its role the permission")]
    private partial void LogDenied(string function, string action, string resource, string reason);

    [LoggerMessage(604, LogLevel.Warning, "{Function} may not {Action} on {Resource} here, since {What} isn't evaluated. AWS does evaluate it, and may allow the call")]
    private partial void LogDeniedInDoubt(string function, string action, string resource, string what);

    [LoggerMessage(601, LogLevel.Warning, "An Allow of a policy is left out, because {What} isn't evaluated here")]
    private partial void LogAllowLeftOut(string what);

    [LoggerMessage(603, LogLevel.Warning, "A Deny of a policy is taken to hold, because {What} isn't evaluated here. On AWS it may not")]
    private partial void LogDenyHolds(string what);

    [LoggerMessage(605, LogLevel.Warning, "{Method} {Path} ({Service}) is refused, as on AWS: {Advice}")]
    private partial void LogMissigned(string method, string path, string service, string advice);

    [LoggerMessage(602, LogLevel.Information, "{Method} {Path} ({Service}) is refused: {ErrorType}")]
    private partial void LogNotAuthenticated(string method, string path, string service, string errorType);
}
