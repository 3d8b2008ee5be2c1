using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;

namespace Chat.Infra.Tests;

[Collection(SynthesizedChatTests.Name)]
public sealed class ChatSettingsTests(SynthesizedChat chat)
{
    [Fact]
    public void Read_Nothing_IsOff() => Assert.Equal(new ChatSettings(), Read([]));

    [Theory]
    [InlineData("true", "20")]
    [InlineData(true, 20)]
    public void Read_FromTheCommandLineOrAFile_IsTheSame(object accessLogs, object reservedConcurrency) => Assert.Equal(
        new ChatSettings { AccessLogs = true, ReservedConcurrency = 20 },
        Read(new() { ["accessLogs"] = accessLogs, ["reservedConcurrency"] = reservedConcurrency }));

    [Theory]
    [InlineData("accessLogs", "yes", "-c accessLogs=yes must be true or false.")]
    [InlineData("reservedConcurrency", "0", "-c reservedConcurrency=0 must be a whole number, 1 or more.")]
    [InlineData("reservedConcurrency", "many", "-c reservedConcurrency=many must be a whole number, 1 or more.")]
    public void Read_AValueThatIsNone_SaysWhatItMustBe(string key, string value, string expected)
    {
        Assert.Null(ChatSettings.Read(new App(new AppProps { Context = new Dictionary<string, object> { [key] = value } }), out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void AccessLogs_On_LogWithoutTheQueryString()
    {
        var template = JsonNode.Parse(WithEverything(chat.PackageFolder))!["Resources"]!.AsObject();

        var settings = template.Single(r => (string?)r.Value!["Type"] == "AWS::ApiGatewayV2::Stage").Value!["Properties"]!["AccessLogSettings"]!;
        var format = (string)settings["Format"]!;
        Assert.NotNull(JsonNode.Parse(format));
        Assert.DoesNotContain("query", format, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(7, template.Count(r => (string?)r.Value!["Type"] == "AWS::Logs::LogGroup"));
        Assert.DoesNotContain(template, r => (string?)r.Value!["Type"] == "AWS::ApiGateway::Account");
    }

    [Fact]
    public void ReservedConcurrency_On_IsEachFunctions() => Assert.Equal(
        [20, 20, 20, 20, 20, 20],
        JsonNode.Parse(WithEverything(chat.PackageFolder))!["Resources"]!.AsObject()
            .Where(r => (string?)r.Value!["Type"] == "AWS::Lambda::Function")
            .Select(r => (int)r.Value!["Properties"]!["ReservedConcurrentExecutions"]!));

    [Fact]
    public void Undelivered_IsCountedFromTheLog_AndAlarms()
    {
        Assert.Equal(
            Readable.Json("""
                {
                  "FilterPattern": "{ $.Failed > 0 }",
                  "LogGroupName": "${SendLog9F9BE3D6}",
                  "MetricTransformations": [{ "MetricName": "Undelivered", "MetricNamespace": "Chat", "MetricValue": "$.Failed" }]
                }
                """),
            chat.Properties("AWS::Logs::MetricFilter", "FilterPattern", "{ $.Failed > 0 }"));
        var alarm = JsonNode.Parse(chat.Properties("AWS::CloudWatch::Alarm", "MetricName", "Undelivered"))!;
        Assert.Equal(("Chat", "Sum", "notBreaching", 300), ((string?)alarm["Namespace"], (string?)alarm["Statistic"], (string?)alarm["TreatMissingData"], (int)alarm["Period"]!));
    }

    private static ChatSettings Everything => new()
    {
        AccessLogs = true,
        ReservedConcurrency = 20,
        Identity = new IdentitySettings("https://issuer.example", "chat", "https://issuer.example/keys", null),
        Origins = "https://chat.example",
        BroadcastThreshold = 500,
        BroadcastRate = 20_000,
    };

    /// <summary>The template with every setting on.</summary>
    internal static string WithEverything(string packageFolder)
    {
        var folder = Directory.CreateTempSubdirectory("chat-infra-");
        try
        {
            var app = new App(new AppProps { Outdir = folder.FullName, AnalyticsReporting = false, TreeMetadata = false });
            _ = new ChatStack(app, "Chat", Code.FromAsset(packageFolder), Everything);
            app.Synth();
            return File.ReadAllText(Path.Combine(folder.FullName, "Chat.template.json"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ChatSettings? Read(Dictionary<string, object> context) => ChatSettings.Read(new App(new AppProps { Context = context }), out _);
}
