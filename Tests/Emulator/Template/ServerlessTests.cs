using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Template;

/// <summary>SAM templates.</summary>
public sealed class ServerlessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ServerlessTests()
    {
        _folder.Write("src/app.js", "");
        _folder.Write("packed.zip", "PK");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Function_WithGlobals_HasBoth()
    {
        var stack = Read("""
            Globals:
              Function:
                Runtime: nodejs22.x
                Timeout: 20
                MemorySize: 512
                Architectures: [arm64]
                Environment:
                  Variables: {TABLE: !Ref Table, COMMON: global}
            Resources:
              Table: {Type: AWS::Serverless::SimpleTable}
              Send:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: send
                  CodeUri: src/
                  Handler: app.handler
                  Timeout: 7
                  Environment:
                    Variables: {COMMON: own, OWN: !GetAtt Table.Arn}
            """);

        var function = Assert.Single(stack.Functions);
        Assert.Equal(("send", "nodejs22.x", "app.handler", 7, 512, "arm64"), (
            function.Name, function.Runtime, function.Handler, (int)function.Timeout.TotalSeconds, function.MemorySizeInMB, function.Architecture));
        Assert.Equal(Path.Combine(_folder.Path, "src") + Path.DirectorySeparatorChar, function.CodeFolder);
        Assert.Equal(["COMMON", "OWN", "TABLE"], function.Environment.Keys.Order());
        Assert.Equal("own", function.Environment["COMMON"]);
        Assert.StartsWith("template-Table-", function.Environment["TABLE"], StringComparison.Ordinal);
        Assert.Empty(stack.NotRun);
    }

    [Theory]
    [InlineData("{}", "id", "S")]
    [InlineData("{PrimaryKey: {Name: n, Type: Number}, TableName: t}", "n", "N")]
    public void SimpleTable_HasItsOneKey(string properties, string name, string type)
    {
        var table = Assert.Single(Read($"Resources:\n  T: {{Type: AWS::Serverless::SimpleTable, Properties: {properties}}}\n").Tables);

        Assert.Equal([new KeyElement(name, "HASH")], table.Key.AsEnumerable());
        Assert.Equal(type, table.Attributes[name]);
    }

    [Fact]
    public void WebSocketApi_IsAnApiWithRoutesAndAStage()
    {
        var stack = Read("""
            Resources:
              Chat:
                Type: AWS::Serverless::WebSocketApi
                Properties:
                  RouteSelectionExpression: $request.body.action
                  StageName: demo
                  StageVariables: {v: x}
                  Routes:
                    $connect: {FunctionArn: !GetAtt F.Arn}
                    send: {FunctionArn: !GetAtt F.Arn, IntegrationTimeout: 1000}
              F:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: f
                  Runtime: python3.13
                  InlineCode: "def handler(event, context): pass"
                  Handler: index.handler
                  Environment: {Variables: {STAGE: !Ref Chat.Stage, URL: !Sub "${Chat.ApiEndpoint}/demo"}}
            """);

        var api = Assert.Single(stack.Apis);
        Assert.Equal(("Chat", "$request.body.action"), (api.Name, api.RouteSelectionExpression));
        Assert.Equal(["$connect", "send"], api.Routes.Keys.Order());
        Assert.All(api.Routes.Values, route => Assert.Equal("f", Assert.IsType<RouteIntegration.LambdaProxy>(route.Integration).FunctionName));
        Assert.Equal("demo", Assert.Single(api.Stages).Name);
        var function = Assert.Single(stack.Functions);
        Assert.Equal("demo", function.Environment["STAGE"]);
        Assert.Equal($"wss://{api.ApiId}.execute-api.eu-west-1.amazonaws.com/demo", function.Environment["URL"]);
        Assert.Equal("def handler(event, context): pass", function.InlineCode);
    }

    [Fact]
    public void StateMachine_ByReference_IsItsArn() => Assert.Equal("arn:aws:states:eu-west-1:000000000000:stateMachine:flow", Assert.Single(Read("""
        Resources:
          Flow:
            Type: AWS::Serverless::StateMachine
            Properties: {Name: flow, Definition: {}}
          F:
            Type: AWS::Serverless::Function
            Properties: {Runtime: nodejs22.x, Handler: app.handler, CodeUri: src, Environment: {Variables: {FLOW: !Ref Flow}}}
        """).Functions).Environment["FLOW"]);

    [Theory]
    [InlineData("", true)]
    [InlineData("PackageType: Image", false)]
    public void Function_WithoutCodeUri_IsTheTemplatesFolder(string properties, bool isHere)
    {
        var stack = Read($"""
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: nodejs22.x
                  Handler: src/app.handler
                  {properties}
            """);

        Assert.Equal(isHere ? _folder.Path : null, Assert.Single(stack.Functions).CodeFolder);
    }

    [Theory]
    [InlineData("Routes: {}", "Chat.Routes: the API needs at least one route.")]
    [InlineData("Routes: {send: {}}", "Chat.Routes.send.FunctionArn: is required.")]
    [InlineData("Routes: {a/b: {FunctionArn: x}}", "Chat.Routes.a/b: a route key in a SAM template must be")]
    [InlineData("Routes: {send: {FunctionArn: x}}\n      Auth: {AuthType: AWS_IAM}", "Chat.Auth: needs a $connect route, which is the one it authorizes.")]
    public void WebSocketApi_ThatIsWrong_IsRefused(string properties, string problem)
    {
        var refusal = Assert.Throws<TemplateException>(
            () => Read($"Resources:\n  Chat:\n    Type: AWS::Serverless::WebSocketApi\n    Properties:\n      {properties}\n"));

        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Function_WithPolicies_HasARoleWithThem()
    {
        var resources = Resource.In(
            [TemplateFile.Read(Write("""
                Resources:
                  Send:
                    Type: AWS::Serverless::Function
                    Properties:
                      CodeUri: src
                      Runtime: nodejs22.x
                      Handler: app.handler
                      Policies:
                        - AmazonSQSReadOnlyAccess
                        - DynamoDBReadPolicy: {TableName: t}
                        - SESCrudPolicy: {IdentityName: x}
                        - Statement: [{Effect: Allow, Action: execute-api:ManageConnections, Resource: '*'}]
                """), "chat", AssetFolders.None)],
            Templates.Options);

        var role = Assert.Single(resources, resource => resource.Type == "AWS::IAM::Role");
        Assert.Equal("SendRole", role.LogicalId);
        Assert.Equal(
            ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"],
            role.Properties.Texts("ManagedPolicyArns").AsEnumerable());
        var policies = role.Properties.Objects("Policies");
        Assert.Equal(["SendRolePolicy0", "SendRolePolicy1"], policies.Select(policy => policy.Text("PolicyName")));
        var read = Assert.Single(policies[0].Object("PolicyDocument")!.Objects("Statement"));
        Assert.Contains("dynamodb:GetItem", read.Texts("Action"));
        Assert.DoesNotContain("dynamodb:PutItem", read.Texts("Action"));
        Assert.Equal(
            ["arn:aws:dynamodb:eu-west-1:000000000000:table/t", "arn:aws:dynamodb:eu-west-1:000000000000:table/t/index/*"],
            read.Texts("Resource").AsEnumerable());
        Assert.Equal("execute-api:ManageConnections", Assert.Single(policies[1].Object("PolicyDocument")!.Objects("Statement")).Text("Action"));
        Assert.Equal(role.Attribute("Arn"), Assert.Single(resources, resource => resource.LogicalId == "Send").Properties.Text("Role"));
    }

    [Fact]
    public void Resources_WithoutACounterpart_AreNamedAsNotRun()
    {
        var stack = Read("""
            Resources:
              Rest: {Type: AWS::Serverless::Api, Properties: {StageName: x}}
              Send:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: s3://bucket/key
                  Runtime: nodejs22.x
                  Handler: app.handler
                  Role: arn:aws:iam::000000000000:role/given
                  Events:
                    Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
            """);

        Assert.Equal(
            [new("Rest", "AWS::Serverless::Api"), new("SendNightly", "event source of the type Schedule")],
            stack.NotRun.OrderBy(resource => resource.LogicalId, StringComparer.Ordinal));
        Assert.Null(Assert.Single(stack.Functions).CodeFolder);
    }

    [Fact]
    public void Function_WhoseErrorIsInAProperty_IsNamedWithItsLine()
    {
        var refusal = Assert.Throws<TemplateException>(() => Read("""
            Resources:
              Send:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: src
                  Handler: app.handler
                  Runtime: nodejs22.x
                  Timeout: never
            """));

        Assert.StartsWith("template.yaml:9: Send.Timeout: must be a whole number", refusal.Message, StringComparison.Ordinal);
    }

    private string Write(string yaml) => _folder.Write("template.yaml", "Transform: AWS::Serverless-2016-10-31\n" + yaml);

    private Stack Read(string yaml) => CloudAssembly.Read(Write(yaml), Templates.Options);
}
