namespace Chat.Infra.Tests;

/// <summary>Whole documents are compared: a statement more is a failure like a statement less.</summary>
[Collection(SynthesizedChatTests.Name)]
public sealed class PermissionTests(SynthesizedChat chat)
{
    private const string Tracing = """{ "Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*" }""";
    private const string HandOver = """
        { "Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:websocket-broadcast" }
        """;

    private const string Table = "${ConnectionsTable8000B8A1.Arn}";

    private string Members => $"${{{LogicalId("AWS::DynamoDB::Table", "TableName", "websocket-members")}.Arn}}";

    private string Rooms => $"${{{LogicalId("AWS::DynamoDB::Table", "TableName", "websocket-rooms")}.Arn}}";

    [Fact]
    public void Connect_MayLogAndPutItems() =>
        Assert.Equal(
            Document(
                """{ "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "${ConnectLog3026FDAF.Arn}" }""",
                Tracing,
                $$"""{ "Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "{{Table}}" }"""),
            OnlyPolicyOf("websocket-connect"));

    [Fact]
    public void Disconnect_MayLogDeleteItemsAndTellTheRoomsOfTheHub() =>
        Assert.Equal(
            Document(
                """{ "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "${DisconnectLog95C64257.Arn}" }""",
                Tracing,
                $$"""{ "Effect": "Allow", "Action": "dynamodb:DeleteItem", "Resource": "{{Table}}" }""",
                $$"""{ "Effect": "Allow", "Action": ["dynamodb:Query", "dynamodb:DeleteItem"], "Resource": "{{Members}}" }""",
                $$"""
                {
                  "Effect": "Allow",
                  "Action": ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
                  "Resource": "{{Rooms}}"
                }
                """,
                ManageConnections("POST"),
                HandOver),
            OnlyPolicyOf("websocket-disconnect"));

    [Fact]
    public void Send_MayLogScanDeleteItemsPostToThisStagesConnectionsAndSpeakInTheLobby() =>
        Assert.Equal(
            Document(
                """{ "Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "${SendLog9F9BE3D6.Arn}" }""",
                Tracing,
                $$"""{ "Effect": "Allow", "Action": ["dynamodb:Scan", "dynamodb:DeleteItem"], "Resource": "{{Table}}" }""",
                ManageConnections("POST"),
                $$"""{ "Effect": "Allow", "Action": ["dynamodb:Query", "dynamodb:DeleteItem"], "Resource": "{{Members}}" }""",
                $$"""
                {
                  "Effect": "Allow",
                  "Action": ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
                  "Resource": "{{Rooms}}"
                }
                """,
                HandOver),
            OnlyPolicyOf("websocket-send"));

    [Fact]
    public void Hub_MayLogKeepConnectionsMembershipsAndRoomsPostAndClose() =>
        Assert.Equal(
            Document(
                $$"""
                {
                  "Effect": "Allow",
                  "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                  "Resource": "${{{LogicalId("AWS::Logs::LogGroup", "LogGroupName", "/aws/lambda/websocket-hub")}}.Arn}"
                }
                """,
                Tracing,
                $$"""
                {
                  "Effect": "Allow",
                  "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Scan"],
                  "Resource": "{{Table}}"
                }
                """,
                $$"""{ "Effect": "Allow", "Action": ["dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"], "Resource": "{{Members}}" }""",
                $$"""
                {
                  "Effect": "Allow",
                  "Action": ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
                  "Resource": "{{Rooms}}"
                }
                """,
                ManageConnections("POST"),
                ManageConnections("DELETE"),
                HandOver),
            OnlyPolicyOf("websocket-hub"));

    [Fact]
    public void Broadcast_MayLogPostTakeOutWhoIsGoneInvokeItselfAndSendToItsDeadLetters() =>
        Assert.Equal(
            Document(
                $$"""
                {
                  "Effect": "Allow",
                  "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                  "Resource": "${{{LogicalId("AWS::Logs::LogGroup", "LogGroupName", "/aws/lambda/websocket-broadcast")}}.Arn}"
                }
                """,
                $$"""{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "${{{LogicalId("AWS::SQS::Queue", "QueueName", "websocket-broadcast-dead-letters")}}.Arn}" }""",
                Tracing,
                $$"""{ "Effect": "Allow", "Action": "dynamodb:DeleteItem", "Resource": "{{Table}}" }""",
                $$"""{ "Effect": "Allow", "Action": ["dynamodb:Query", "dynamodb:DeleteItem"], "Resource": "{{Members}}" }""",
                $$"""
                {
                  "Effect": "Allow",
                  "Action": ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
                  "Resource": "{{Rooms}}"
                }
                """,
                ManageConnections("POST"),
                HandOver),
            OnlyPolicyOf("websocket-broadcast"));

    [Theory]
    [InlineData("websocket-connect")]
    [InlineData("websocket-disconnect")]
    [InlineData("websocket-send")]
    [InlineData("websocket-hub")]
    [InlineData("websocket-broadcast")]
    public void Role_OfAFunction_IsAssumedByLambdaAndHasNothingElse(string function)
    {
        var role = chat.Section("Resources")[RoleOf(function)]!;

        // No ManagedPolicyArns, no inline Policies: the properties are compared whole.
        Assert.Equal(
            Readable.Json("""
                {
                  "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "lambda.amazonaws.com" } }]
                  }
                }
                """),
            Readable.Json(role["Properties"]));
    }

    [Theory]
    [InlineData("$connect", "websocket-connect")]
    [InlineData("$disconnect", "websocket-disconnect")]
    [InlineData("sendMessage", "websocket-send")]
    [InlineData("$default", "websocket-hub")]
    public void ApiGateway_MayInvokeAFunction_ForItsRouteAlone(string routeKey, string function)
    {
        var target = $"${{{LogicalId("AWS::Lambda::Function", "FunctionName", function)}.Arn}}";

        // Single within: each function has exactly one permission.
        Assert.Equal(
            Readable.Json($$$"""
                {
                  "Action": "lambda:InvokeFunction",
                  "FunctionName": "{{{target}}}",
                  "Principal": "apigateway.amazonaws.com",
                  "SourceArn": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WebSocketApi273F6915}/*{{{routeKey}}}"
                }
                """),
            chat.Properties("AWS::Lambda::Permission", "FunctionName", target));
    }

    private static string ManageConnections(string method) => $$"""
        {
          "Effect": "Allow",
          "Action": "execute-api:ManageConnections",
          "Resource": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WebSocketApi273F6915}/demo/{{method}}/@connections/*"
        }
        """;

    private static string Document(params string[] statements) =>
        Readable.Json($$"""{ "Version": "2012-10-17", "Statement": [{{string.Join(',', statements)}}] }""");

    private string OnlyPolicyOf(string function)
    {
        var role = RoleOf(function);
        var policy = chat.Section("Resources").Select(r => r.Value!).Single(r =>
            (string?)r["Type"] == "AWS::IAM::Policy" && r["Properties"]!["Roles"]!.AsArray().Any(x => (string?)x!["Ref"] == role));
        Assert.Single(policy["Properties"]!["Roles"]!.AsArray());
        return Readable.Json(policy["Properties"]!["PolicyDocument"]);
    }

    private string RoleOf(string function)
    {
        var properties = chat.Section("Resources")[LogicalId("AWS::Lambda::Function", "FunctionName", function)]!["Properties"]!;
        return (string)properties["Role"]!["Fn::GetAtt"]![0]!;
    }

    private string LogicalId(string type, string property, string value) =>
        chat.Section("Resources").Single(r =>
            (string?)r.Value!["Type"] == type && Readable.Text(r.Value["Properties"]![property]) == value).Key;
}
