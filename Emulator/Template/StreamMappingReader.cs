using System.Collections.Immutable;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>Reads those <c>AWS::Lambda::EventSourceMapping</c> whose source is the stream of a table that runs here. Others are named as not run.</summary>
internal sealed class StreamMappingReader(ImmutableArray<Table> tables, ImmutableArray<Function> functions)
{
    public const string MappingType = "AWS::Lambda::EventSourceMapping";

    private const int DaySeconds = 24 * 60 * 60;

    public ImmutableArray<StreamMapping> Read(IEnumerable<Resource> resources) =>
        [.. resources.Where(IsRun).Where(resource => resource.WhatIsKnown("Enabled") is not Value.Text { Content: "false" }).Select(Read)];

    /// <summary>True for a mapping from a stream of ours to a function of ours.</summary>
    public bool IsRun(Resource resource) =>
        resource.Type == MappingType
        && resource.WhatIsKnown("EventSourceArn") is Value.Text source
        && tables.Any(table => table.StreamArn == source.Content)
        && resource.WhatIsKnown("FunctionName") is Value.Text function
        && functions.Any(known => known.Name == FunctionName.Parse(function.Content).Name);

    private static StreamMapping Read(Resource resource)
    {
        var properties = resource.Properties;
        var age = properties.Integer("MaximumRecordAgeInSeconds", -1, -1, 7 * DaySeconds);
        return new StreamMapping
        {
            LogicalId = resource.LogicalId,
            FunctionName = FunctionName.Parse(properties.Text("FunctionName")).Name,
            StreamArn = properties.Text("EventSourceArn"),
            StartsAtOldest = properties.OneOf("StartingPosition", null, "LATEST", "TRIM_HORIZON") == "TRIM_HORIZON",
            BatchSize = properties.Integer("BatchSize", 100, 1, 10_000),
            Window = TimeSpan.FromSeconds(properties.Integer("MaximumBatchingWindowInSeconds", 0, 0, 300)),
            MaxRetries = properties.Integer("MaximumRetryAttempts", -1, -1, 10_000),
            MaxAge = age < 0 ? null : TimeSpan.FromSeconds(age),
            Bisects = properties.Flag("BisectBatchOnFunctionError"),
            ReportsItems = properties.Texts("FunctionResponseTypes").Contains("ReportBatchItemFailures"),
            OnFailureArn = OnFailure(resource),
            Filters = [.. properties.Object("FilterCriteria")?.Objects("Filters").Select(filter => filter.Text("Pattern")) ?? []],
        };
    }

    // Of a service that may not run here, so all that counts is its name.
    private static string? OnFailure(Resource resource) =>
        resource.WhatIsKnown("DestinationConfig") is Value.Map { Entries: var config }
        && config.GetValueOrDefault("OnFailure") is Value.Map { Entries: var onFailure }
            ? onFailure.GetValueOrDefault("Destination") is Value.Text destination ? destination.Content : "(unknown)"
            : null;
}
