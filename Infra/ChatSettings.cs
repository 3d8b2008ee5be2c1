using System.Globalization;
using Constructs;

namespace Chat.Infra;

/// <summary>What may differ from deployment to deployment, given as CDK context: <c>cdk deploy -c accessLogs=true -c reservedConcurrency=20</c>.</summary>
internal sealed record ChatSettings
{
    public const string AccessLogsKey = "accessLogs";
    public const string ReservedConcurrencyKey = "reservedConcurrency";
    public const string OriginsKey = "origins";
    public const string BroadcastThresholdKey = "broadcastThreshold";
    public const string BroadcastRateKey = "broadcastRate";
    public const string PageKey = "page";

    private static readonly string[] PageFiles = ["index.html", "vendor/signalr.min.js"];

    /// <summary>
    /// Whether the stage logs each connect and message. Off: a stage with logs can be deployed only where somebody has given API Gateway a role for the whole
    /// account and region, which a stack of one application must not own.
    /// </summary>
    public bool AccessLogs { get; init; }

    /// <summary>How many instances each function may have, and is sure of. Null: what the account has left, as everybody else.</summary>
    public double? ReservedConcurrency { get; init; }

    /// <summary>Whose tokens let clients in. Null: everybody is let in, as the tutorial has it.</summary>
    public IdentitySettings? Identity { get; init; }

    /// <summary>Pages that may connect, <c>https://chat.example,https://…</c>. Null: every page may.</summary>
    public string? Origins { get; init; }

    /// <summary>Beyond how many connections a call to a room is split over invocations. Null: 1,000.</summary>
    public double? BroadcastThreshold { get; init; }

    /// <summary>How many posts a second these invocations make together. Null: 8,000 of the account's 10,000 requests.</summary>
    public double? BroadcastRate { get; init; }

    /// <summary>The folder of the page's files, absolute, to be served by CloudFront. Null: no page is deployed.</summary>
    public string? Page { get; init; }

    /// <summary>Null, and a sentence, when a value is none.</summary>
    public static ChatSettings? Read(IConstruct app, out string problem)
    {
        if (!TryReadFlag(app, AccessLogsKey, out var accessLogs, out problem)
            || !TryReadCount(app, ReservedConcurrencyKey, out var reserved, out problem)
            || !TryReadCount(app, BroadcastThresholdKey, out var threshold, out problem)
            || !TryReadCount(app, BroadcastRateKey, out var rate, out problem)
            || !TryReadOrigins(app, out var origins, out problem)
            || !TryReadPage(app, out var page, out problem))
        {
            return null;
        }

        var identity = IdentitySettings.Read(app, out problem);
        return problem.Length > 0
            ? null
            : new ChatSettings
            {
                AccessLogs = accessLogs,
                ReservedConcurrency = reserved,
                BroadcastThreshold = threshold,
                BroadcastRate = rate,
                Page = page,
                Identity = identity,
                Origins = origins,
            };
    }

    private static bool TryReadFlag(IConstruct app, string key, out bool flag, out string problem)
    {
        var text = ContextText.Of(app, key);
        flag = text == "true";
        problem = text is null or "true" or "false" ? "" : $"-c {key}={text} must be true or false.";
        return problem.Length == 0;
    }

    private static bool TryReadCount(IConstruct app, string key, out double? count, out string problem)
    {
        (count, problem) = (null, "");
        if (ContextText.Of(app, key) is not { } text)
        {
            return true;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1)
        {
            count = number;
            return true;
        }

        problem = $"-c {key}={text} must be a whole number, 1 or more.";
        return false;
    }

    // What the build puts beside the page, SignalR's client, is no part of the repository: a folder without it would be deployed as a page that does nothing.
    private static bool TryReadPage(IConstruct app, out string? page, out string problem)
    {
        (page, problem) = (ContextText.Of(app, PageKey), "");
        if (page is null)
        {
            return true;
        }

        var folder = page = Path.GetFullPath(page, FunctionsPackage.RepositoryRoot());
        var missing = PageFiles.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file)));
        problem = missing is null ? "" : $"-c {PageKey}={page} has no {missing}: name the page's folder, Web, after a build of the AppHost (dotnet build AppHost).";
        return missing is null;
    }

    // An origin as browsers write it: with a slash at its end, say, it would never be met.
    private static bool TryReadOrigins(IConstruct app, out string? origins, out string problem)
    {
        (origins, problem) = (ContextText.Of(app, OriginsKey), "");
        var wrong = origins?.Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(origin => !Uri.TryCreate(origin, UriKind.Absolute, out var url) || url.GetLeftPart(UriPartial.Authority) != origin);
        if (wrong is not null)
        {
            problem = $"-c {OriginsKey}: '{wrong}' is no origin, which looks like https://chat.example; several stand with commas between them.";
        }

        return wrong is null;
    }
}
