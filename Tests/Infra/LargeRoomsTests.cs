using System.Text.Json.Nodes;

namespace Chat.Infra.Tests;

/// <summary>What posts to large rooms, and what becomes of what it can't post.</summary>
[Collection(SynthesizedChatTests.Name)]
public sealed class LargeRoomsTests(SynthesizedChat chat)
{
    private const string Function = "websocket-broadcast";

    [Fact]
    public void Broadcast_HasItsTimeItsRepetitionsAndItsQueue()
    {
        var function = JsonNode.Parse(chat.Properties("AWS::Lambda::Function", "FunctionName", Function))!;
        var config = Assert.Single(OfType(chat.Section("Resources"), "AWS::Lambda::EventInvokeConfig"));

        Assert.Equal((300, 512, "websocket-broadcast"), ((int)function["Timeout"]!, (int)function["MemorySize"]!, (string?)function["Environment"]!["Variables"]!["BROADCAST_FUNCTION"]));
        Assert.Matches("^\\$\\{LargeRoomsDeadLetters.*\\.Arn\\}$", (string?)function["DeadLetterConfig"]!["TargetArn"]);
        Assert.Equal((900, 2), ((int)config["MaximumEventAgeInSeconds"]!, (int)config["MaximumRetryAttempts"]!));
        Assert.DoesNotContain(OfType(chat.Section("Resources"), "AWS::Lambda::Permission"), permission => Readable.Json(permission).Contains("LargeRooms", StringComparison.Ordinal));
    }

    [Fact]
    public void DeadLetters_AreEncryptedTakenByTlsAloneAndGoneAfterFourDays_AndAlarm()
    {
        var queue = JsonNode.Parse(chat.Properties("AWS::SQS::Queue", "QueueName", "websocket-broadcast-dead-letters"))!;
        var statement = Assert.Single(Assert.Single(OfType(chat.Section("Resources"), "AWS::SQS::QueuePolicy"))["PolicyDocument"]!["Statement"]!.AsArray())!;
        var alarm = JsonNode.Parse(chat.Properties("AWS::CloudWatch::Alarm", "MetricName", "ApproximateNumberOfMessagesVisible"))!;

        Assert.Equal((true, 4 * 24 * 60 * 60), ((bool)queue["SqsManagedSseEnabled"]!, (int)queue["MessageRetentionPeriod"]!));
        Assert.Equal(("Deny", "false"), ((string?)statement["Effect"], (string?)statement["Condition"]!["Bool"]!["aws:SecureTransport"]));
        Assert.Equal(("AWS/SQS", "Maximum", 1, "notBreaching"), ((string?)alarm["Namespace"], (string?)alarm["Statistic"], (int)alarm["Threshold"]!, (string?)alarm["TreatMissingData"]));
    }

    [Fact]
    public void ThresholdAndRate_AsTheContextHasThem_AreTheFunctionsThatSpeak()
    {
        var functions = OfType(JsonNode.Parse(ChatSettingsTests.WithEverything(chat.PackageFolder))!["Resources"]!.AsObject(), "AWS::Lambda::Function")
            .Where(function => (string?)function["Environment"]!["Variables"]!["BROADCAST_THRESHOLD"] == "500")
            .Where(function => (string?)function["Environment"]!["Variables"]!["BROADCAST_RATE"] == "20000")
            .Select(function => (string?)function["FunctionName"]);

        Assert.Equal(["websocket-broadcast", "websocket-disconnect", "websocket-hub", "websocket-send"], functions.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<JsonNode> OfType(JsonObject resources, string type) =>
        resources.Where(resource => (string?)resource.Value!["Type"] == type).Select(resource => resource.Value!["Properties"]!);
}
