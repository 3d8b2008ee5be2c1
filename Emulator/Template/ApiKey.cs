namespace Chat.Emulator.Template;

/// <summary>An <c>AWS::ApiGateway::ApiKey</c>, which WebSocket APIs use too.</summary>
/// <param name="Value">What a client sends.</param>
/// <param name="IsGenerated">True when the template gives no value, so that it is one of the emulator's, the same at every start.</param>
/// <param name="Throttle">Of the usage plan through which the key reaches the stage.</param>
public sealed record ApiKey(string LogicalId, string Value, bool IsGenerated, ThrottleSettings Throttle)
{
    /// <summary>Of the same usage plan. Null when it has none.</summary>
    public UsageQuota? Quota { get; init; }
}

/// <summary>How many requests each key of a usage plan may make in a period.</summary>
/// <param name="UsagePlan">The plan's ID: its stages count together.</param>
/// <param name="Offset">What the first period's limit is lowered by.</param>
public sealed record UsageQuota(string UsagePlan, int Limit, QuotaPeriod Period, int Offset);

/// <summary>When a quota is whole again: at midnight, UTC.</summary>
public enum QuotaPeriod
{
    Day,

    /// <summary>From Sunday on.</summary>
    Week,

    Month,
}

/// <summary>An API's <c>ApiKeySelectionExpression</c>.</summary>
public enum ApiKeySource
{
    /// <summary><c>$request.header.x-api-key</c>, the default.</summary>
    Header,

    /// <summary><c>$context.authorizer.usageIdentifierKey</c>: the authorizer's answer names the key.</summary>
    Authorizer,
}
