using System.Text;
using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

public sealed class HiddenTokensTests
{
    [Theory]
    [InlineData("""{"headers":{"Authorization":"Bearer e.f.g","Host":"a"}}""", """{"headers":{"Authorization":"************","Host":"a"}}""")]
    [InlineData("""{"headers":{"authorization":"x"},"multiValueHeaders":{"authorization":["x","yz"],"a":["b"]}}""",
        """{"headers":{"authorization":"*"},"multiValueHeaders":{"authorization":["*","**"],"a":["b"]}}""")]
    [InlineData("""{"queryStringParameters":{"access_token":"e.f.g","hub":"chat"}}""", """{"queryStringParameters":{"access_token":"*****","hub":"chat"}}""")]
    [InlineData("""{"multiValueQueryStringParameters":{"X-Amz-Security-Token":["e\u0022f"]}}""", """{"multiValueQueryStringParameters":{"X-Amz-Security-Token":["********"]}}""")]
    [InlineData("""{"access_token":{"a":"b"},"token":"c"}""", """{"access_token":{"a":"b"},"token":"c"}""")]
    [InlineData("""{"body":"{\"access_token\":\"said in a message\"}"}""", """{"body":"{\"access_token\":\"said in a message\"}"}""")]
    [InlineData("access_token=e.f.g", "access_token=e.f.g")]
    public void In_AnEvent_HasStarsForTokensAlone(string payload, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(HiddenTokens.In(Encoding.UTF8.GetBytes(payload))));
}
