using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>
/// Reads <c>AWS::ApiGateway::ApiKey</c>, <c>UsagePlan</c> and <c>UsagePlanKey</c>: a key is good for the stages of the plans it is in.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
/// </summary>
internal sealed class ApiKeyReader(ILookup<string, Resource> resourcesByType)
{
    public const string ApiKeyType = "AWS::ApiGateway::ApiKey";
    public const string UsagePlanType = "AWS::ApiGateway::UsagePlan";
    public const string UsagePlanKeyType = "AWS::ApiGateway::UsagePlanKey";

    public ImmutableArray<ApiKey> Of(string apiId, string stageName)
    {
        var keys =
            from plan in resourcesByType[UsagePlanType]
            where plan.Properties.Objects("ApiStages").Any(stage => stage.OptionalText("ApiId") == apiId && stage.OptionalText("Stage") == stageName)
            from link in resourcesByType[UsagePlanKeyType]
            where link.Properties.Text("UsagePlanId") == plan.Ref
            from key in resourcesByType[ApiKeyType]
            where key.Ref == link.Properties.Text("KeyId") && key.Properties.Flag("Enabled")
            select Read(key, plan);

        // AWS lets a key be in one plan of a stage; should the template have it in two, the first one counts.
        return [.. keys.DistinctBy(key => key.Value, StringComparer.Ordinal)];
    }

    private static ApiKey Read(Resource key, Resource plan)
    {
        var given = key.Properties.OptionalText("Value");
        return new ApiKey(
            key.LogicalId,
            given ?? PhysicalNames.ApiKey(key.Template.StackName, key.LogicalId),
            IsGenerated: given is null,
            plan.Properties.Object("Throttle") is { } throttle
                ? new ThrottleSettings(
                    throttle.Number("RateLimit"),
                    throttle.OptionalText("BurstLimit") is null ? null : throttle.Integer("BurstLimit", 0, 0, int.MaxValue))
                : ThrottleSettings.None)
        {
            Quota = plan.Properties.Object("Quota") is { } quota ? Read(quota, plan.Ref) : null,
        };
    }

    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-usageplan-quotasettings.html
    private static UsageQuota? Read(Properties quota, string usagePlan) => quota.OptionalText("Limit") is null
        ? null
        : new UsageQuota(
            usagePlan,
            quota.Integer("Limit", 0, 0, int.MaxValue),
            quota.OneOf("Period", null, "DAY", "WEEK", "MONTH") switch
            {
                "DAY" => QuotaPeriod.Day,
                "WEEK" => QuotaPeriod.Week,
                _ => QuotaPeriod.Month,
            },
            quota.Integer("Offset", 0, 0, int.MaxValue));
}
