using System.Globalization;
using Constructs;

namespace Chat.Infra;

/// <summary>What may differ from deployment to deployment, given as CDK context: <c>cdk deploy -c accessLogs=true -c reservedConcurrency=20</c>.</summary>
internal sealed record ChatSettings
{
    public const string AccessLogsKey = "accessLogs";
    public const string ReservedConcurrencyKey = "reservedConcurrency";

    /// <summary>
    /// Whether the stage logs each connect and message. Off: a stage with logs can be deployed only where somebody has given API Gateway a role for the whole
    /// account and region, which a stack of one application must not own.
    /// </summary>
    public bool AccessLogs { get; init; }

    /// <summary>How many instances each function may have, and is sure of. Null: what the account has left, as everybody else.</summary>
    public double? ReservedConcurrency { get; init; }

    /// <summary>Null, and a sentence, when a value is none.</summary>
    public static ChatSettings? Read(IConstruct app, out string problem)
    {
        problem = "";
        var accessLogs = Text(app, AccessLogsKey);
        if (accessLogs is not (null or "true" or "false"))
        {
            problem = $"-c {AccessLogsKey}={accessLogs} must be true or false.";
            return null;
        }

        var reserved = Text(app, ReservedConcurrencyKey);
        if (reserved is null)
        {
            return new ChatSettings { AccessLogs = accessLogs == "true" };
        }

        if (!int.TryParse(reserved, NumberStyles.None, CultureInfo.InvariantCulture, out var concurrency) || concurrency < 1)
        {
            problem = $"-c {ReservedConcurrencyKey}={reserved} must be a whole number, 1 or more.";
            return null;
        }

        return new ChatSettings { AccessLogs = accessLogs == "true", ReservedConcurrency = concurrency };
    }

    // A text from the command line; cdk.json may have a number or a flag.
    private static string? Text(IConstruct app, string key) => app.Node.TryGetContext(key) switch
    {
        null or "" => null,
        bool flag => flag ? "true" : "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
