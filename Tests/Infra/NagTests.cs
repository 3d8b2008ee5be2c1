using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.Infra.Tests;

/// <summary>cdk-nag, the AWS Solutions Library's checks, with its packs AwsSolutions and Serverless.</summary>
[Collection(SynthesizedChatTests.Name)]
public sealed class NagTests(SynthesizedChat chat)
{
    private const string PostsToConnections =
        "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<WebSocketApi273F6915>/demo/POST/@connections/*]";

    private const string ClosesConnections =
        "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<WebSocketApi273F6915>/demo/DELETE/@connections/*]";

    // Finding and why it stays. Nothing else may be found, and each of these must be.
    private static readonly Dictionary<string, string> Suppressed = new()
    {
        ["AwsSolutions-DDB3"] = "Rows of connections and members mean something only while those are open, and the rooms' messages expire: a chat that has to keep them turns recovery on.",
        ["AwsSolutions-APIG4"] = "The tutorial's endpoint is open to everyone, by contract; the README says so, and where authentication would be.",
        [ClosesConnections] = "As for posts: the hub closes a connection whose client broke the protocol, on this API's one stage.",
        [PostsToConnections] = "Connections' ids aren't known when the stack is deployed; it is POST on this API's one stage, and nothing else.",
        ["AwsSolutions-IAM5[Resource::*]"] = "The two actions with which a function reports its traces to X-Ray, which has no resources to name.",
        ["Serverless-LambdaDLQ"] = "API Gateway invokes the functions synchronously: a dead-letter queue gets failed asynchronous events alone. websocket-broadcast has one.",
        ["Serverless-LambdaAsyncFailureDestination"] = "websocket-broadcast's failed events are in its dead-letter queue: a destination would have them once more.",
        ["Serverless-SQSRedrivePolicy"] = "The only queue is the one for dead letters.",
    };

    // Mended where the setting is on: it is off by default, because it needs a role of the account's. See ChatSettings.
    private static readonly string[] AccessLogs = ["AwsSolutions-APIG1", "Serverless-APIGWAccessLogging"];

    [Fact]
    public async Task Packs_OnTheTemplate_FindWhatIsSuppressedAndNothingElse()
    {
        var wider = JsonNode.Parse(chat.TemplateText)!;
        wider["Resources"]!["SendRoleDefaultPolicy8225509F"]!["Properties"]!["PolicyDocument"]!["Statement"]![0]!["Action"] = "logs:*";

        var found = await FindAsync(chat.TemplateText, ChatSettingsTests.WithEverything(chat.PackageFolder), wider.ToJsonString());

        Assert.Equal(Suppressed.Keys.Concat(AccessLogs).Order(StringComparer.Ordinal), found[0]);
        Assert.Equal(Suppressed.Keys.Order(StringComparer.Ordinal), found[1]);
        Assert.Equal(["AwsSolutions-IAM5[Action::logs:*]"], found[2].Except(found[0]));
    }

    /// <summary>The rules that are broken, per template.</summary>
    private static async Task<string[][]> FindAsync(params string[] templates)
    {
        var reports = JsonSerializer.Deserialize<NagFinding[][]>(
            await TemplateTool.RunAsync("node", [Path.Combine(BuildMetadata.Find("NagFolder"), "nag.mjs")], templates), JsonSerializerOptions.Web)!;
        return [.. reports.Select(report => report.Select(finding => finding.Rule).Distinct().Order(StringComparer.Ordinal).ToArray())];
    }

    private sealed record NagFinding(string Rule, string Severity, string Resource, string Description);
}
