using Amazon.Lambda.APIGatewayEvents;
using Chat.Functions.Identity;

namespace Chat.Functions.Tests.Identity;

public sealed class OriginsTests
{
    [Theory]
    [InlineData(null, "https://else.example", true)]
    [InlineData("", "https://else.example", true)]
    [InlineData("https://chat.example, https://www.chat.example", "https://www.chat.example", true)]
    [InlineData("https://chat.example", "https://CHAT.example", true)]
    [InlineData("https://chat.example", "http://chat.example", false)]
    [InlineData("https://chat.example", "https://chat.example.evil.example", false)]
    [InlineData("https://chat.example", "null", false)]
    [InlineData("https://chat.example", null, true)]
    public void Allows_APage_WhenItIsOnTheListOrThereIsNone(string? list, string? origin, bool expected) => Assert.Equal(
        expected,
        Origins.Read(list).Allows(new APIGatewayProxyRequest { Headers = origin is null ? null : new Dictionary<string, string> { ["origin"] = origin } }));
}
