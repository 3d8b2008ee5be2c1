using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Emulator.Invocations;
using Chat.Emulator.Tables.Streams;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Tables.Streams;

/// <summary>Batches that fail. https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html</summary>
public sealed class StreamDeliveryTests : IDisposable
{
    private static readonly StreamMapping Mapping = new() { LogicalId = "Mapping", FunctionName = "cast", StreamArn = "arn:s" };

    // No real time passes: a pause is over as soon as it begins.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordingLog _log = new();
    private readonly List<string> _batches = [];

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Batch_FailsTwice_IsTriedUntilItIsDone()
    {
        await DeliverAsync(Mapping, 3, (_, attempt) => attempt < 3 ? Failed : Done);

        Assert.Equal(["0 1 2", "0 1 2", "0 1 2"], _batches);
    }

    [Fact]
    public async Task Batch_FailsMoreOftenThanTheMappingAllows_IsGivenUpAndNamed()
    {
        await DeliverAsync(Mapping with { MaxRetries = 2, OnFailureArn = "arn:aws:sqs:eu-west-1:000000000000:dead" }, 2, (_, _) => Failed);

        Assert.Equal(["0 1", "0 1", "0 1"], _batches);
        Assert.Contains(_log.Entries.Select(entry => entry.Message), message => message.Contains("never did 2 records, from 0 to 1 (RetryAttemptsExhausted", StringComparison.Ordinal)
            && message.Contains("arn:aws:sqs:eu-west-1:000000000000:dead", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Batch_FailsOnOneRecord_IsHalvedUntilThatAloneIsGivenUp()
    {
        await DeliverAsync(Mapping with { Bisects = true, MaxRetries = 0 }, 4, (records, _) => records.Contains('2', StringComparison.Ordinal) ? Failed : Done);

        Assert.Equal(["0 1 2 3", "0 1", "2 3", "2", "3"], _batches);
        Assert.Contains(_log.Entries.Select(entry => entry.Message), message => message.Contains("from 2 to 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Function_NamesWhatItCouldNotDo_GetsTheRestFromThereAgain()
    {
        await DeliverAsync(Mapping with { ReportsItems = true }, 4, (_, attempt) => attempt == 1 ? Reports("2") : Done);

        Assert.Equal(["0 1 2 3", "2 3"], _batches);
    }

    [Theory]
    [InlineData("""{"batchItemFailures":[]}""")]
    [InlineData("""{"batchItemFailures":null}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Function_NamesNothing_IsDone(string answer)
    {
        await DeliverAsync(Mapping with { ReportsItems = true }, 2, (_, _) => StubLambda.Responded(answer));

        Assert.Single(_batches);
    }

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"other"}]}""")]
    [InlineData("""{"batchItemFailures":[{}]}""")]
    public async Task Function_NamesWhatIsNone_GetsAllOfItAgain(string answer)
    {
        await DeliverAsync(Mapping with { ReportsItems = true }, 2, (_, attempt) => attempt == 1 ? StubLambda.Responded(answer) : Done);

        Assert.Equal(["0 1", "0 1"], _batches);
    }

    [Fact]
    public async Task Function_IsThrottled_UsesUpNoRetry()
    {
        await DeliverAsync(Mapping with { MaxRetries = 0 }, 1, (_, attempt) => attempt < 4 ? new InvocationOutcome.Throttled() : Done);

        Assert.Equal(4, _batches.Count);
    }

    [Fact]
    public async Task Record_OlderThanTheMappingTakes_IsGivenUpUntried()
    {
        await DeliverAsync(Mapping with { MaxAge = TimeSpan.FromSeconds(60) }, 3, (_, _) => Done, old: 2);

        Assert.Equal(["2"], _batches);
        Assert.Contains(_log.Entries.Select(entry => entry.Message), message => message.Contains("from 0 to 1 (MaximumRecordAgeExceeded", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"eventName":["INSERT","MODIFY"]}""", true)]
    [InlineData("""{"eventName":["REMOVE"]}""", false)]
    [InlineData("""{"dynamodb":{"NewImage":{"room":{"S":[{"prefix":"lob"}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"NewImage":{"room":{"S":[{"suffix":"by"},"other"]}}}}""", true)]
    [InlineData("""{"dynamodb":{"NewImage":{"room":{"S":[{"anything-but":["lobby"]}]}}}}""", false)]
    [InlineData("""{"dynamodb":{"NewImage":{"room":{"S":[{"anything-but":{"prefix":"x"}}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"OldImage":{"room":{"S":[{"exists":false}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"NewImage":{"room":{"S":[{"exists":false}]}}}}""", false)]
    [InlineData("""{"dynamodb":{"SizeBytes":[{"numeric":[">",10,"<=",20]}]}}""", true)]
    [InlineData("""{"dynamodb":{"SizeBytes":[{"numeric":[">",20]}]}}""", false)]
    [InlineData("""{"dynamodb":{"NewImage":{"tags":{"SS":["b"]}}}}""", true)]
    [InlineData("""{"eventName":[{"equals-ignore-case":"insert"}],"$or":[{"eventName":["x"]},{"awsRegion":["eu-west-1"]}]}""", true)]
    [InlineData("""{"eventName":["INSERT"],"awsRegion":["us-east-1"]}""", false)]
    [InlineData("{}", true)]
    public void Filter_OfAMapping_MatchesAsDocumented(string pattern, bool matches)
    {
        const string Record = """
            {"eventName":"INSERT","awsRegion":"eu-west-1","dynamodb":{"SizeBytes":20,"NewImage":{"room":{"S":"lobby"},"tags":{"SS":["a","b"]}}}}
            """;
        using var json = JsonDocument.Parse(Record);

        Assert.Equal(matches, EventPattern.Parse(pattern).Matches(json.RootElement));
    }

    private static InvocationOutcome Failed => new InvocationOutcome.FunctionFailed("Error", "boom");

    private static InvocationOutcome Done => StubLambda.Responded("null");

    private static InvocationOutcome Reports(string id) => StubLambda.Responded($$"""{"batchItemFailures":[{"itemIdentifier":"{{id}}"}]}""");

    private async Task DeliverAsync(StreamMapping mapping, int count, Func<string, int, InvocationOutcome> function, int old = 0)
    {
        var lambda = new StubLambda().On("cast", (json, _) =>
        {
            _batches.Add(string.Join(' ', json["Records"]!.AsArray().Select(record => (string)record!["dynamodb"]!["SequenceNumber"]!)));
            return Task.FromResult(function(_batches[^1], _batches.Count));
        });
        ImmutableArray<StreamRecord> records = [.. Enumerable.Range(0, count).Select(i => Record(i, _time.GetUtcNow() - (i < old ? TimeSpan.FromHours(1) : TimeSpan.Zero)))];
        var delivery = new StreamDelivery(mapping, lambda, _time, _log.CreateLogger("streams"));

        var delivering = delivery.DeliverAsync(records, CancellationToken.None);
        while (!delivering.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await delivering;
    }

    private static StreamRecord Record(int number, DateTimeOffset created)
    {
        var json = new JsonObject
        {
            ["eventName"] = "INSERT",
            ["dynamodb"] = new JsonObject
            {
                ["SequenceNumber"] = number.ToString(CultureInfo.InvariantCulture),
                ["ApproximateCreationDateTime"] = created.ToUnixTimeSeconds(),
            },
        };
        using var document = JsonDocument.Parse(json.ToJsonString());
        return StreamRecord.Of(document.RootElement);
    }
}
