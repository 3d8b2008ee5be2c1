using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Template;

public sealed class RoleTests
{
    private const string Document =
        """{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": {"Fn::GetAtt": ["T", "Arn"]}}}""";

    private static readonly string Table = Templates.Resource(
        "T", "AWS::DynamoDB::Table",
        """{"TableName": "t", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}""");

    [Fact]
    public void Read_InlineAttachedAndManagedPolicies_AreTheRoles()
    {
        var role = Read(
            Templates.Resource("R", "AWS::IAM::Role", $$"""{"Policies": [{"PolicyName": "inline", "PolicyDocument": {{Document}}}], "ManagedPolicyArns": [{"Ref": "M"}, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]}"""),
            Templates.Resource("P", "AWS::IAM::Policy", $$"""{"PolicyName": "p", "Roles": [{"Ref": "R"}], "PolicyDocument": {{Document}}}"""),
            Templates.Resource("M", "AWS::IAM::ManagedPolicy", $$"""{"PolicyDocument": {{Document}}}"""),
            Templates.Resource("Other", "AWS::IAM::Policy", $$"""{"PolicyName": "o", "Roles": ["elsewhere"], "PolicyDocument": {{Document}}}"""),
            Table);

        Assert.Equal(3, role.Statements.Length);
        Assert.All(role.Statements, statement =>
        {
            Assert.True(statement.Allows);
            Assert.Equal("dynamodb:PutItem", Assert.Single(statement.Actions));
            Assert.Equal("arn:aws:dynamodb:eu-west-1:000000000000:table/t", Assert.Single(statement.Resources));
        });
        Assert.Equal("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", Assert.Single(role.ManagedPolicyArns));
    }

    [Fact]
    public void Read_ResourceThatIsNotRun_MatchesNothingAndTheRestIsKept()
    {
        var statement = Read(
            Templates.Resource("R", "AWS::IAM::Role", """{"Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Effect": "Deny", "NotAction": ["a:B"], "Resource": [{"Fn::GetAtt": ["K", "Arn"]}, "*"], "Condition": {"StringEquals": {"aws:SourceArn": {"Fn::GetAtt": ["K", "Arn"]}, "aws:SourceIp": "::1"}}}]}}]}"""),
            Templates.Resource("K", "AWS::KMS::Key")).Statements.Single();

        Assert.False(statement.Allows);
        Assert.True(statement.ExceptActions);
        Assert.Equal(["", "*"], statement.Resources.ToArray());
        Assert.Equal(["aws:SourceArn:", "aws:SourceIp:::1"], statement.Conditions.Select(condition => $"{condition.Key}:{string.Join(',', condition.Values)}").Order());
    }

    [Theory]
    [InlineData("""{"Effect": "allow", "Action": "a:B", "Resource": "*"}""", "Statement[0].Effect: must be Allow or Deny.")]
    [InlineData("""{"Effect": "Allow", "Resource": "*"}""", "must have either Action or NotAction")]
    public void Read_StatementThatAwsWouldRefuse_IsRefused(string statement, string problem) => Assert.Contains(
        problem,
        Templates.RefusalOfResources(Templates.Resource("P", "AWS::IAM::Policy", $$$"""{"Roles": [{"Ref": "R"}], "PolicyDocument": {"Statement": {{{statement}}} } }""")
            + ", " + Templates.Resource("R", "AWS::IAM::Role")),
        StringComparison.Ordinal);

    [Fact]
    public void Read_Permissions_KeepTheFunctionsName()
    {
        var stack = Templates.ReadResources(string.Join(", ",
            Templates.Resource("F", "AWS::Lambda::Function", """{"FunctionName": "f", "Runtime": "nodejs22.x", "Handler": "index.handler", "Role": {"Fn::GetAtt": ["R", "Arn"]}}"""),
            Templates.Resource("R", "AWS::IAM::Role", """{"RoleName": "r"}"""),
            Templates.Resource("A", "AWS::Lambda::Alias", """{"Name": "live", "FunctionName": {"Ref": "F"}, "FunctionVersion": "7"}"""),
            Templates.Resource("P", "AWS::Lambda::Permission", """{"Action": "lambda:InvokeFunction", "FunctionName": {"Fn::GetAtt": ["F", "Arn"]}, "Principal": "apigateway.amazonaws.com", "SourceArn": "arn:aws:execute-api:eu-west-1:000000000000:x/*$connect"}"""),
            Templates.Resource("Q", "AWS::Lambda::Permission", """{"Action": "lambda:InvokeFunction", "FunctionName": {"Ref": "F"}, "Principal": "s3.amazonaws.com", "SourceArn": {"Fn::GetAtt": ["X", "Arn"]}}"""),
            Templates.Resource("X", "Custom::Thing")));

        Assert.Equal(
            new InvokePermission("f", "lambda:InvokeFunction", "apigateway.amazonaws.com", "arn:aws:execute-api:eu-west-1:000000000000:x/*$connect", null),
            stack.Permissions.Single());
        Assert.Equal("arn:aws:iam::000000000000:role/r", stack.Functions.Single().RoleArn);
        Assert.Equal("7", stack.Functions.Single().Qualifiers["live"]);
    }

    private static Role Read(params string[] resources) => Templates.ReadResources(string.Join(", ", resources)).Roles.Single();
}
