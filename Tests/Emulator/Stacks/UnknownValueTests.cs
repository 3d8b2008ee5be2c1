using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Stacks;

/// <summary>What only a deployment knows has a value that says what it stands for, and is told of once.</summary>
public sealed class UnknownValueTests
{
    private const string Pool = """ "Pool": {"Type": "AWS::Cognito::UserPool"}, "Lookup": {"Type": "Custom::Lookup", "Properties": {"ServiceToken": "arn:aws:lambda:x:y:function:z"}} """;

    [Theory]
    [InlineData("""{"Fn::GetAtt": ["Pool", "Arn"]}""", "unknown-Pool-Arn", "the attribute Arn of Pool (AWS::Cognito::UserPool)")]
    [InlineData("""{"Fn::GetAtt": "Lookup.Some.Value"}""", "unknown-Lookup-Some-Value", "the attribute Some.Value of Lookup (Custom::Lookup)")]
    [InlineData("""{"Fn::Sub": "pool=${Pool.ProviderURL}"}""", "pool=unknown-Pool-ProviderURL", "the attribute ProviderURL of Pool")]
    [InlineData("\"{{resolve:ssm:/app/origin}}\"", "unknown-app-origin", "the dynamic reference {{resolve:ssm:/app/origin}}")]
    [InlineData("\"x {{resolve:secretsmanager:Chat:SecretString:password}} y\"", "x unknown-Chat-SecretString-password y", "the dynamic reference {{resolve:secretsmanager:")]
    [InlineData("""{"Fn::Join": ["", ["{{resolve:ssm:", "name", "}}"]]}""", "unknown-name", "the dynamic reference {{resolve:ssm:name}}")]
    [InlineData("""{"Fn::ImportValue": "network-Endpoint"}""", "unknown-network-Endpoint", "the export network-Endpoint of another stack")]
    [InlineData("""{"Fn::Select": [5, {"Fn::Split": [":", {"Fn::GetAtt": ["Pool", "Arn"]}]}]}""", "unknown-Pool-Arn", "the attribute Arn of Pool")]
    public void Variable_OfWhatOnlyAwsKnows_HasAStandInAndIsTold(string expression, string value, string missing)
    {
        var stack = Read(expression);

        Assert.Equal(value, stack.Functions[0].Environment["X"]);
        var note = Assert.Single(stack.Notes);
        Assert.StartsWith("Chat.template.json: F.Environment.Variables.X: " + missing, note, StringComparison.Ordinal);
        Assert.Contains($"so it is '{value}' here. Give its value with --variable F.X=VALUE.", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Type": "String"}""", "unknown-Token")]
    [InlineData("""{"Type": "Number"}""", "0")]
    [InlineData("""{"Type": "Number", "MinValue": 3}""", "3")]
    [InlineData("""{"Type": "String", "AllowedValues": ["dev", "prod"]}""", "dev")]
    [InlineData("""{"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/app/token"}""", "unknown-Token")]
    public void Parameter_WithoutAValue_HasAStandInAndSaysHowToGiveIt(string parameter, string value)
    {
        var stack = Read("""{"Ref": "Token"}""", $$""" "Parameters": {"Token": {{parameter}} } """);

        Assert.Equal(value, stack.Functions[0].Environment["X"]);
        Assert.Contains("--parameter Token=VALUE", Assert.Single(stack.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Token")]
    [InlineData("Chat:Token")]
    public void Parameter_IsGiven_HasThatValueAndNothingIsTold(string name)
    {
        var options = Templates.Options with { Parameters = Templates.Options.Parameters.Add(name, "secret") };

        var stack = Read("""{"Ref": "Token"}""", """ "Parameters": {"Token": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/app/token"}} """, options);

        Assert.Equal("secret", stack.Functions[0].Environment["X"]);
        Assert.Empty(stack.Notes);
    }

    [Fact]
    public void Parameter_ThatTheTemplateLacks_IsRefusedAsCloudFormationDoes()
    {
        var options = Templates.Options with { Parameters = Templates.Options.Parameters.Add("Tokn", "x") };

        var refused = Assert.Throws<TemplateException>(() => Read("\"a\"", """ "Parameters": {"Token": {"Type": "String", "Default": "b"}} """, options));

        Assert.Equal("Chat.template.json: there is no parameter 'Tokn'. The parameters are: Token.", refused.Message);
    }

    [Fact]
    public void Variable_IsGiven_WinsOverTheTemplateAndNothingIsTold()
    {
        var options = Templates.Options with
        {
            Variables = Templates.Options.Variables.Add(new VariableName("F", "X"), "given").Add(new VariableName("F", "MORE"), "too").Add(new VariableName(null, "NOBODYS"), "no"),
        };

        var stack = Read("""{"Fn::GetAtt": ["Pool", "Arn"]}""", "", options);

        Assert.Equal(
            [("MORE", "too"), ("X", "given")],
            stack.Functions[0].Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => (variable.Key, variable.Value)));
        Assert.Empty(stack.Notes);
    }

    [Fact]
    public void Unknown_UsedTwice_IsToldOnce()
    {
        var stack = Templates.ReadResources(
            Pool + ", " + Function("A", """{"Fn::GetAtt": ["Pool", "Arn"]}""") + ", " + Function("B", """{"Fn::Sub": "${Pool.Arn}/x"}"""));

        Assert.Single(stack.Notes);
    }

    [Fact]
    public void Unknown_InAPolicyAlone_IsNotToldOf()
    {
        var stack = Templates.ReadResources(Pool + """
            , "Role": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [
                {"Effect": "Allow", "Action": "cognito-idp:*", "Resource": {"Fn::GetAtt": ["Pool", "Arn"]}}]}}]}}
            """);

        Assert.Empty(stack.Notes);
        Assert.Equal([""], Assert.Single(Assert.Single(stack.Roles).Statements).Resources.AsEnumerable());
    }

    [Fact]
    public void Mapping_WithoutTheAccount_FallsBackAndIsTold()
    {
        var stack = Read(
            """{"Fn::FindInMap": ["ByAccount", {"Ref": "AWS::AccountId"}, "Origin"]}""",
            """ "Mappings": {"ByAccount": {"111122223333": {"Size": 1}, "444455556666": {"Origin": "https://prod"}}} """);

        Assert.Equal("https://prod", stack.Functions[0].Environment["X"]);
        Assert.Contains("ByAccount.000000000000.Origin", Assert.Single(stack.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_ToNothingOfTheTemplate_IsRefusedAsCloudFormationDoes() => Assert.Contains(
        "'Nowhere' is neither a parameter nor a resource of the template.", Assert.Throws<TemplateException>(() => Read("""{"Ref": "Nowhere"}""")).Message, StringComparison.Ordinal);

    private static string Function(string id, string expression) => Templates.Resource(
        id, "AWS::Lambda::Function", $$"""{"Runtime": "nodejs22.x", "Handler": "index.handler", "Environment": {"Variables": {"X": {{expression}} } } }""");

    private static Stack Read(string expression, string sections = "", DeployOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        var template = $$"""{ {{(sections.Length == 0 ? "" : sections + ", ")}}"Resources": { {{Function("F", expression)}}, {{Pool}} } }""";
        return CloudAssembly.Read(folder.Write("Chat.template.json", template), options ?? Templates.Options);
    }
}
