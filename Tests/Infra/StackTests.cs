using Amazon.CDK.Assertions;

namespace Chat.Infra.Tests;

[Collection(SynthesizedChatTests.Name)]
public sealed class StackTests(SynthesizedChat chat)
{
    [Fact]
    public void Resources_AreTheseAndNoOthers()
    {
        var types = chat.Section("Resources")
            .GroupBy(r => (string)r.Value!["Type"]!)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Count()} {g.Key}");

        Assert.Equal(
            [
                "1 AWS::ApiGatewayV2::Api",
                "4 AWS::ApiGatewayV2::Integration",
                "4 AWS::ApiGatewayV2::Route",
                "1 AWS::ApiGatewayV2::Stage",
                "2 AWS::CloudWatch::Alarm",
                "3 AWS::DynamoDB::Table",
                "5 AWS::IAM::Policy",
                "5 AWS::IAM::Role",
                "1 AWS::Lambda::EventInvokeConfig",
                "5 AWS::Lambda::Function",
                "4 AWS::Lambda::Permission",
                "5 AWS::Logs::LogGroup",
                "1 AWS::Logs::MetricFilter",
                "1 AWS::SQS::Queue",
                "1 AWS::SQS::QueuePolicy",
            ],
            types);
    }

    [Fact]
    public void Resources_NoneOutlivesTheStack() =>
        Assert.All(chat.Section("Resources"), r =>
        {
            Assert.NotEqual("Retain", (string?)r.Value!["DeletionPolicy"]);
            Assert.NotEqual("Retain", (string?)r.Value!["UpdateReplacePolicy"]);
        });

    [Theory]
    [InlineData("WebSocketUrl", "wss")]
    [InlineData("CallbackUrl", "https")]
    public void Outputs_NameTheStagesUrls(string name, string scheme)
    {
        chat.Template.HasOutput(name, Match.ObjectLike(new Dictionary<string, object> { ["Description"] = Match.AnyValue() }));

        Assert.Equal(
            $"{scheme}://${{WebSocketApi273F6915}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/demo",
            Readable.Text(chat.Section("Outputs")[name]!["Value"]));
    }

    [Fact]
    public void Outputs_AreTheseAndNoOthers() =>
        Assert.Equal(["CallbackUrl", "WebSocketUrl"], chat.Section("Outputs").Select(o => o.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Synthesis_InTheBuild_WroteTheSameBytes() =>
        Assert.Equal(File.ReadAllText(Path.Combine(BuildMetadata.Find("CloudAssembly"), "Chat.template.json")), chat.TemplateText);
}
