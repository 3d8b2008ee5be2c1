using Chat.Emulator.Template;
using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Template;

public sealed class ReferenceTests
{
    private const string Resources = """
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "runner"}},
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/aws/lambda/f"}},
        "Named": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "named", "Runtime": "python3.13", "Handler": "app.handler"}},
        "Version": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Named"}}},
        "Live": {"Type": "AWS::Lambda::Alias", "Properties": {"Name": "live", "FunctionName": {"Fn::GetAtt": ["Named", "Arn"]}, "FunctionVersion": "1"}},
        "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}},
        "Stage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "demo"}},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "news"}}
        """;

    [Theory]
    [InlineData("""{"Ref": "Role"}""", "runner")]
    [InlineData("""{"Fn::GetAtt": ["Role", "Arn"]}""", "arn:aws:iam::000000000000:role/runner")]
    [InlineData("""{"Ref": "Logs"}""", "/aws/lambda/f")]
    [InlineData("""{"Fn::GetAtt": "Logs.Arn"}""", "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/f:*")]
    [InlineData("""{"Ref": "Named"}""", "named")]
    [InlineData("""{"Fn::GetAtt": ["Named", "Arn"]}""", "arn:aws:lambda:eu-west-1:000000000000:function:named")]
    [InlineData("""{"Ref": "Version"}""", "arn:aws:lambda:eu-west-1:000000000000:function:named:1")]
    [InlineData("""{"Ref": "Live"}""", "arn:aws:lambda:eu-west-1:000000000000:function:named:live")]
    [InlineData("""{"Ref": "Stage"}""", "demo")]
    [InlineData("""{"Ref": "Queue"}""", "https://sqs.eu-west-1.amazonaws.com/000000000000/jobs")]
    [InlineData("""{"Ref": "Topic"}""", "arn:aws:sns:eu-west-1:000000000000:news")]
    public void Reference_ToAResource_HasTheShapeThatAwsGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate(expression, Resources));

    [Fact]
    public void ApiId_IsTenLowerCaseLettersAndDigits_TheSameEveryTime()
    {
        var stack = ReadResources(Resources);

        var id = Assert.Single(stack.Apis).ApiId;
        Assert.Matches("^[a-z][a-z0-9]{9}$", id);
        Assert.Equal(id, Evaluate("""{"Ref": "Api"}""", Resources));
        Assert.Equal($"wss://{id}.execute-api.eu-west-1.amazonaws.com", Evaluate("""{"Fn::GetAtt": ["Api", "ApiEndpoint"]}""", Resources));
    }

    [Fact]
    public void PhysicalName_NotGiven_IsMadeLikeCloudFormationsAndStaysTheSame()
    {
        var name = Evaluate("""{"Ref": "F2"}""", Function("F2"));

        Assert.Matches("^Chat-F2-[A-Z0-9]{13}$", name);
        Assert.Equal(name, Evaluate("""{"Ref": "F2"}""", Function("F2")));
        Assert.NotEqual(name![^13..], Evaluate("""{"Ref": "F3"}""", Function("F3"))![^13..]);
    }

    [Fact]
    public void PhysicalName_OfALongLogicalId_KeepsToTheServicesLimit()
    {
        var name = Evaluate($$"""{"Ref": "{{new string('L', 200)}}"}""", Function(new string('L', 200)));

        Assert.Equal(64, name!.Length);
        Assert.StartsWith("Chat-LLL", name, StringComparison.Ordinal);
    }

    [Fact]
    public void PhysicalName_OfABucket_IsLowerCase() =>
        Assert.Matches("^chat-bucket-[a-z0-9]{13}$", Evaluate("""{"Ref": "Bucket"}""", Resource("Bucket", "AWS::S3::Bucket")));

    [Fact]
    public void Reference_ToAResourceOfAnotherType_IsANameAndTheResourceIsNotRun()
    {
        var resources = Resource("Secret", "AWS::SecretsManager::Secret");

        Assert.StartsWith("arn:aws:secretsmanager:eu-west-1:000000000000:secret:Chat-Secret-", Evaluate("""{"Ref": "Secret"}""", resources), StringComparison.Ordinal);
        Assert.Equal([new ResourceNotRun("Secret", "AWS::SecretsManager::Secret")], ReadResources(resources).NotRun.ToArray());
    }

    [Fact]
    public void Reference_InACircle_IsRefusedWithTheWholeCircle() => Assert.Equal(
        "Chat.template.json: B.FunctionName.Ref: the references are circular: Chat/A -> Chat/B -> Chat/A.",
        RefusalOfResources(
            Resource("A", "AWS::Lambda::Function", """{"Runtime": "r", "Handler": "h", "FunctionName": {"Ref": "B"}}""")
            + "," + Resource("B", "AWS::Lambda::Function", """{"Runtime": "r", "Handler": "h", "FunctionName": {"Ref": "A"}}""")));

    private static string Function(string logicalId) =>
        Resource(logicalId, "AWS::Lambda::Function", """{"Runtime": "nodejs22.x", "Handler": "index.handler"}""");
}
