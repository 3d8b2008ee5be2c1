using System.Diagnostics.CodeAnalysis;

namespace Chat.Emulator.Template;

/// <summary>What an <c>AWS</c> integration calls, the end of its URI: <c>sqs:path/111122223333/queue</c>, <c>states:action/StartExecution</c>.</summary>
/// <param name="Service">Such as <c>sqs</c>.</param>
/// <param name="IsAction">False: <paramref name="Name"/> is a path.</param>
public sealed record ServiceCall(string Service, bool IsAction, string Name)
{
    internal static bool TryParse(string service, string call, [NotNullWhen(true)] out ServiceCall? parsed)
    {
        const string Action = "action/";
        const string Path = "path/";

        // A bucket's own host: arn:aws:apigateway:eu-west-1:bucket.s3:path/key.
        var name = service[(service.LastIndexOf('.') + 1)..];
        parsed = call.StartsWith(Action, StringComparison.Ordinal) && call.Length > Action.Length ? new ServiceCall(name, true, call[Action.Length..])
            : call.StartsWith(Path, StringComparison.Ordinal) ? new ServiceCall(name, false, call[Path.Length..])
            : null;
        return parsed is not null && name.Length > 0;
    }
}
