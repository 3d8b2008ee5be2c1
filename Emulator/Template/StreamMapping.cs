using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>An <c>AWS::Lambda::EventSourceMapping</c> of a table's stream: a function that gets the changes of a table.</summary>
public sealed record StreamMapping
{
    public required string LogicalId { get; init; }

    public required string FunctionName { get; init; }

    /// <summary>Such as <c>arn:aws:dynamodb:eu-west-1:000000000000:table/rooms/stream/…</c>.</summary>
    public required string StreamArn { get; init; }

    /// <summary>True: from the oldest record that there is. False: what is written from now on.</summary>
    public bool StartsAtOldest { get; init; }

    public int BatchSize { get; init; } = 100;

    /// <summary>How long records are gathered for a batch.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>How often a batch is tried again; -1: until its records expire.</summary>
    public int MaxRetries { get; init; } = -1;

    /// <summary>Null: until they expire.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>A batch that fails is halved, to come closer to what it fails on.</summary>
    public bool Bisects { get; init; }

    /// <summary><c>ReportBatchItemFailures</c>: the function names what it couldn't do.</summary>
    public bool ReportsItems { get; init; }

    /// <summary>Where AWS tells of records that are given up. Null: nowhere.</summary>
    public string? OnFailureArn { get; init; }

    /// <summary>Event patterns, JSON: one of them has to match. Empty: every record counts.</summary>
    public ImmutableArray<string> Filters { get; init; } = [];
}
