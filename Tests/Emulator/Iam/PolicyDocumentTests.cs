using System.Collections.Immutable;
using System.Text.Json;
using Chat.Emulator.Iam.Policies;

namespace Chat.Emulator.Tests.Iam;

/// <summary>What an authorizer's policy says about connecting.</summary>
public sealed class PolicyDocumentTests
{
    private const string Api = "arn:aws:execute-api:eu-west-1:000000000000:a1b2c3d4e5";

    [Theory]
    [Trait("Statement", "73")]
    [Trait("Statement", "77")]
    [InlineData("execute-api:Invoke", Api + "/demo/$connect", true)]
    [InlineData("EXECUTE-API:invoke", Api + "/demo/*", true)]
    [InlineData("execute-api:*", Api + "/*", true)]
    [InlineData("execute-api:Inv?ke", "arn:aws:execute-api:*:*:a1b2c3d4e5/d?mo/$connect", true)]
    [InlineData("*", "*", true)]
    [InlineData("execute-api:Invoke", Api + "/demo/*/*", false)]
    [InlineData("execute-api:Invoke", Api + "/DEMO/$connect", false)]
    [InlineData("execute-api:Invoke", Api + "/demo/$disconnect", false)]
    [InlineData("execute-api:Invoke", Api + "/demo", false)]
    [InlineData("execute-api:ManageConnections", "*", false)]
    [InlineData("execute-api:Invoke", "", false)]
    public void Statement_ActionAndResource_CoverByWildcards(string action, string resource, bool allows) =>
        Assert.Equal(allows, Allows($$"""{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"}"""));

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":["x:y","execute-api:Invoke"],"Resource":["z","*"]}""", true)]
    [InlineData("""{"Effect":"Allow","NotAction":"s3:*","NotResource":"arn:aws:s3:::*"}""", true)]
    [InlineData("""{"Effect":"Allow","NotAction":"execute-api:*","Resource":"*"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*/demo/*"}""", false)]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*/other/*"},{"Effect":"Allow","Action":"*","Resource":"*"}""", true)]
    [InlineData("", false)]
    public void Policy_SeveralStatements_DenyWins(string statements, bool allows) => Assert.Equal(allows, Allows(statements));

    [Theory]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", true)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":["192.168.0.0/16","172.16.0.0/12"]}}""", false)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"Bool":{"aws:SecureTransport":false}}""", false)]
    [InlineData("""{"StringEquals":{"cognito-identity.amazonaws.com:sub":"x"}}""", false)]
    [InlineData("{}", true)]
    public void Statement_WithCondition_CountsWhereItHolds(string condition, bool holds) =>
        Assert.Equal(holds, Allows($$"""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}}"""));

    [Theory]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}""", false)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"192.168.0.0/16"}}""", true)]
    [InlineData("""{"StringEquals":{"cognito-identity.amazonaws.com:sub":"x"}}""", false)]
    public void Deny_WithCondition_KeepsOutWhereItHoldsOrIsNotKnown(string condition, bool allows) => Assert.Equal(allows, Allows(
        $$"""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{condition}}}"""));

    [Theory]
    [InlineData("2012-10-17", true)]
    [InlineData("2008-10-17", false)]
    public void Variable_InAPolicyOfTheFirstVersion_IsText(string version, bool allows) => Assert.Equal(
        allows, Allows("""{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:${aws:RequestedRegion}:*:*"}""", version));

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Condition":[]}""", "Condition")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":{}}}}""", "Bool a")]
    [InlineData("""{"Effect":"Allow","Action":1,"Resource":"*"}""", "Action")]
    [InlineData("""{"Effect":"allow","Action":"*","Resource":"*"}""", "Effect")]
    [InlineData("""{"Effect":"Allow","Action":"*"}""", "Resource")]
    [InlineData("1", "Statement")]
    public void Statement_ThatIsNone_IsRefusedAndSaysWhere(string statement, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => Allows(statement)).Message, StringComparison.Ordinal);

    private static bool Allows(string statements, string version = "2012-10-17")
    {
        using var document = JsonDocument.Parse($$"""{"Version":"{{version}}","Statement":[{{statements}}]}""");
        return PolicyDocument.Read(document.RootElement).Decide("execute-api:Invoke", Api + "/demo/$connect", new Keys(), _ => { }) is PolicyDecision.Allowed;
    }

    private sealed class Keys : IConditionKeys
    {
        public bool TryGet(string key, out ImmutableArray<string> values)
        {
            string? value = key switch
            {
                "aws:SourceIp" => "10.1.2.3",
                "aws:SecureTransport" => "true",
                "aws:RequestedRegion" => "eu-west-1",
                _ => null,
            };
            values = value is null ? [] : [value];
            return value is not null;
        }
    }
}
