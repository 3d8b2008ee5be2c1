using System.Collections.Immutable;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>Reads how a function's asynchronous events are repeated and given up: <c>DeadLetterConfig</c>, and <c>AWS::Lambda::EventInvokeConfig</c>.</summary>
internal static class AsyncSettingsReader
{
    public const string ConfigType = "AWS::Lambda::EventInvokeConfig";

    private const string QueueType = "AWS::SQS::Queue";
    private const string QueuePolicyType = "AWS::SQS::QueuePolicy";

    private const int MaxRetries = 2;
    private const int MinAgeSeconds = 60;
    private const int MaxAgeSeconds = 6 * 60 * 60;

    /// <param name="function">The function's own resource.</param>
    public static AsyncSettings Read(ImmutableArray<Resource> resources, Resource function)
    {
        var config = resources.FirstOrDefault(resource => resource.Type == ConfigType
            && resource.WhatIsKnown("FunctionName") is Value.Text name
            && FunctionName.Parse(name.Content).Name == function.Ref);
        string?[] arns = [Inner(function.WhatIsKnown("DeadLetterConfig"), "TargetArn"), config is null ? null : OnFailure(config)];
        return new AsyncSettings
        {
            MaxRetries = config?.Properties.Integer("MaximumRetryAttempts", MaxRetries, 0, MaxRetries) ?? MaxRetries,
            MaxAge = TimeSpan.FromSeconds(config?.Properties.Integer("MaximumEventAgeInSeconds", MaxAgeSeconds, MinAgeSeconds, MaxAgeSeconds) ?? MaxAgeSeconds),
            DeadLetterArns = [.. arns.OfType<string>()],
        };
    }

    /// <summary>True for a queue that is nothing but the place for events that were given up, and for the policy of such queues: the emulator shows what would go there.</summary>
    public static bool IsForDeadLetters(Resource resource, ImmutableArray<Resource> resources, ImmutableArray<Function> functions) => resource.Type switch
    {
        QueueType => IsTarget(resource, functions),
        QueuePolicyType => resource.Properties.Texts("Queues").All(
            queue => resources.Any(other => other.Type == QueueType && other.Ref == queue && IsTarget(other, functions))),
        _ => false,
    };

    private static bool IsTarget(Resource queue, ImmutableArray<Function> functions) =>
        functions.Any(function => function.Async.DeadLetterArns.Contains(queue.Attribute("Arn")));

    private static string? OnFailure(Resource config) =>
        config.WhatIsKnown("DestinationConfig") is Value.Map { Entries: var entries }
            ? Inner(entries.GetValueOrDefault("OnFailure"), "Destination")
            : null;

    private static string? Inner(Value? value, string name) =>
        value is Value.Map { Entries: var entries } && entries.GetValueOrDefault(name) is { } inner
            ? inner is Value.Text text ? text.Content : "(unknown)"
            : null;
}
