using System.Globalization;
using System.Text.Json.Nodes;

namespace Chat.Infra.Tests;

[Collection(SynthesizedChatTests.Name)]
public sealed class ChatFunctionTests(SynthesizedChat chat)
{
    [Theory]
    [InlineData("websocket-connect", 10, 256)]
    [InlineData("websocket-disconnect", 10, 256)]
    [InlineData("websocket-send", 29, 512)]
    [InlineData("websocket-hub", 29, 512)]
    public void Function_Properties_AreTheContracts(string name, int timeoutSeconds, int memorySizeInMB)
    {
        var function = JsonNode.Parse(chat.Properties("AWS::Lambda::Function", "FunctionName", name))!.AsObject();

        // Which role and which log group: PermissionTests and the test below follow these.
        Assert.True(function.Remove("Role"));
        Assert.True(function.Remove("LoggingConfig"));
        Assert.True(function.Remove("Description"));

        // Their logical ids are nobody's contract.
        var variables = function["Environment"]!["Variables"]!.AsObject();
        Assert.StartsWith("${HubTablesMembers", (string?)variables["HUB_TABLE"], StringComparison.Ordinal);
        Assert.StartsWith("${HubTablesRooms", (string?)variables["ROOMS_TABLE"], StringComparison.Ordinal);
        Assert.True(variables.Remove("HUB_TABLE") && variables.Remove("ROOMS_TABLE"));

        // Who speaks in rooms may find one large; a connection that is made is in none.
        Assert.Equal(name == "websocket-connect" ? null : "websocket-broadcast", (string?)variables["BROADCAST_FUNCTION"]);
        variables.Remove("BROADCAST_FUNCTION");
        Assert.Equal(
            Readable.Json($$$"""
                {
                  "FunctionName": "{{{name}}}",
                  "Handler": "{{{name}}}",
                  "Runtime": "provided.al2023",
                  "Architectures": ["x86_64"],
                  "Timeout": {{{timeoutSeconds.ToString(CultureInfo.InvariantCulture)}}},
                  "MemorySize": {{{memorySizeInMB.ToString(CultureInfo.InvariantCulture)}}},
                  "TracingConfig": { "Mode": "Active" },
                  "Environment": { "Variables": { "WEBSOCKET_TABLE": "${ConnectionsTable8000B8A1}" } },
                  "Code": {
                    "S3Bucket": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}",
                    "S3Key": "c3db588468595f93df2def313df02e6684b6eaba3b53b83408d9750899dc08e7.zip"
                  }
                }
                """),
            Readable.Json(function));
    }

    [Theory]
    [InlineData("websocket-connect", "ConnectLog3026FDAF")]
    [InlineData("websocket-disconnect", "DisconnectLog95C64257")]
    [InlineData("websocket-send", "SendLog9F9BE3D6")]
    public void Function_LogGroup_IsItsOwnForAWeekAndGoesWithTheStack(string name, string logicalId)
    {
        var function = JsonNode.Parse(chat.Properties("AWS::Lambda::Function", "FunctionName", name))!;

        Assert.Equal($$"""${{{logicalId}}}""", (string?)function["LoggingConfig"]!["LogGroup"]);
        Assert.Equal("JSON", (string?)function["LoggingConfig"]!["LogFormat"]);
        Assert.Equal(
            Readable.Json($$"""
                {
                  "Type": "AWS::Logs::LogGroup",
                  "DeletionPolicy": "Delete",
                  "UpdateReplacePolicy": "Delete",
                  "Properties": { "LogGroupName": "/aws/lambda/{{name}}", "RetentionInDays": 7 }
                }
                """),
            Readable.Json(chat.Section("Resources")[logicalId]));
    }
}
