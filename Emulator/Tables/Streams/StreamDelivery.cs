using System.Collections.Immutable;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tables.Streams;

/// <summary>
/// Hands batches to a mapping's function, one after the other, until each is done or given up. A batch that fails holds up those behind it: so
/// the changes of an item stay in order. https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
/// </summary>
internal sealed partial class StreamDelivery(StreamMapping mapping, ILambdaInvoker invoker, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    public async Task DeliverAsync(ImmutableArray<StreamRecord> batch, CancellationToken cancellationToken)
    {
        var pending = new Stack<Attempt>();
        pending.Push(new Attempt(batch, Retries: 0, Pause: FirstPause));
        while (pending.TryPop(out var attempt))
        {
            var records = GiveUpOld(attempt.Records);
            if (records.IsEmpty)
            {
                continue;
            }

            var outcome = await invoker.InvokeAsync(
                new LambdaInvocation(mapping.FunctionName, StreamEvent.Write(records, mapping.StreamArn)), cancellationToken);
            switch (outcome)
            {
                case InvocationOutcome.Responded(var answer):
                    if (mapping.ReportsItems && StreamEvent.FirstFailed(answer, records) is { } at)
                    {
                        await RetryAsync(attempt with { Records = records[at..] }, $"the function names {records[at].SequenceNumber} as not done", pending, cancellationToken);
                    }

                    break;
                case InvocationOutcome.FunctionFailed(var type, var message) when mapping.Bisects && records.Length > 1:
                    var half = (records.Length + 1) / 2;
                    LogBisected(mapping.LogicalId, mapping.FunctionName, records.Length, $"{type}: {message}");
                    pending.Push(attempt with { Records = records[half..] });
                    pending.Push(attempt with { Records = records[..half] });
                    break;
                case InvocationOutcome.FunctionFailed(var type, var message):
                    await RetryAsync(attempt with { Records = records }, $"{type}: {message}", pending, cancellationToken);
                    break;
                default:
                    // It hasn't run, which isn't the batch's fault: no retry is used up.
                    LogNotRun(mapping.LogicalId, mapping.FunctionName, Describe(outcome), attempt.Pause);
                    await Task.Delay(attempt.Pause, time, cancellationToken);
                    pending.Push(attempt with { Records = records, Pause = Longer(attempt.Pause) });
                    break;
            }
        }
    }

    private async Task RetryAsync(Attempt attempt, string why, Stack<Attempt> pending, CancellationToken cancellationToken)
    {
        if (mapping.MaxRetries >= 0 && attempt.Retries >= mapping.MaxRetries)
        {
            GiveUp(attempt.Records, "RetryAttemptsExhausted", why);
            return;
        }

        LogRetry(mapping.LogicalId, mapping.FunctionName, attempt.Records.Length, why, attempt.Pause);
        await Task.Delay(attempt.Pause, time, cancellationToken);
        pending.Push(attempt with { Retries = attempt.Retries + 1, Pause = Longer(attempt.Pause) });
    }

    private ImmutableArray<StreamRecord> GiveUpOld(ImmutableArray<StreamRecord> records)
    {
        if (mapping.MaxAge is not { } age)
        {
            return records;
        }

        var oldest = time.GetUtcNow() - age;
        ImmutableArray<StreamRecord> old = [.. records.TakeWhile(record => record.Created < oldest)];
        if (!old.IsEmpty)
        {
            GiveUp(old, "MaximumRecordAgeExceeded", $"older than {age.TotalSeconds} s");
        }

        return records[old.Length..];
    }

    private void GiveUp(ImmutableArray<StreamRecord> records, string condition, string why)
    {
        var destination = mapping.OnFailureArn is { } arn ? $"AWS tells {arn} of it, which isn't run here" : "the template names no destination for failures";
        LogGivenUp(mapping.LogicalId, mapping.FunctionName, records.Length, records[0].SequenceNumber, records[^1].SequenceNumber, condition, why, destination);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < MaxPause ? pause * 2 : MaxPause;

    private static string Describe(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Throttled => "it is throttled",
        InvocationOutcome.Unreachable(var reason) => reason,
        _ => "it didn't answer",
    };

    [LoggerMessage(561, LogLevel.Warning, "{Mapping}: {Function} failed a batch of {Count} records ({Why}); it gets it again in {Pause}")]
    private partial void LogRetry(string mapping, string function, int count, string why, TimeSpan pause);

    [LoggerMessage(562, LogLevel.Warning, "{Mapping}: {Function} failed a batch of {Count} records ({Why}); it gets it in halves")]
    private partial void LogBisected(string mapping, string function, int count, string why);

    [LoggerMessage(563, LogLevel.Warning, "{Mapping}: {Function} can't take a batch ({Why}); it gets it in {Pause}")]
    private partial void LogNotRun(string mapping, string function, string why, TimeSpan pause);

    [LoggerMessage(564, LogLevel.Error, "{Mapping}: {Function} never did {Count} records, from {First} to {Last} ({Condition}: {Why}); {Destination}")]
    private partial void LogGivenUp(string mapping, string function, int count, string first, string last, string condition, string why, string destination);

    private sealed record Attempt(ImmutableArray<StreamRecord> Records, int Retries, TimeSpan Pause);
}
