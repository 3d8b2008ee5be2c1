using System.Text.Json;
using Chat.Emulator.Gateway.Handshake.Authorization;

namespace Chat.Emulator.Tests.Gateway.Handshake.Authorization;

/// <summary>What a policy says about connecting.</summary>
public sealed class InvokePolicyTests
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

    [Fact]
    public void Statement_WithCondition_IsRefused()
    {
        var error = Assert.Throws<FormatException>(() => Allows(
            """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}"""));

        Assert.Contains("Condition", error.Message, StringComparison.Ordinal);
    }

    private static bool Allows(string statements)
    {
        using var document = JsonDocument.Parse($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""");
        return InvokePolicy.Read(document.RootElement).Allows(Api + "/demo/$connect");
    }
}
