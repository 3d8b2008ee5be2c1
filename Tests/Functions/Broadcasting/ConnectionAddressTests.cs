using Chat.Functions.Broadcasting;

namespace Chat.Functions.Tests.Broadcasting;

public sealed class ConnectionAddressTests
{
    [Theory]
    [InlineData("https://abc.execute-api.eu-west-1.amazonaws.com/demo", "abc.execute-api.eu-west-1.amazonaws.com", "/demo/%40connections/a%3D", "/demo/%2540connections/a%253D")]
    [InlineData("https://api.example.com/", "api.example.com", "/%40connections/a%3D", "/%2540connections/a%253D")]
    [InlineData("http://127.0.0.1:4510/base/demo/", "127.0.0.1:4510", "/base/demo/%40connections/a%3D", "/base/demo/%2540connections/a%253D")]
    [InlineData("https://api.example.com/my%20base", "api.example.com", "/my%20base/%40connections/a%3D", "/my%2520base/%2540connections/a%253D")]
    public void Of_ConnectionId_IsSentEncodedAndSignedEncodedOnceMore(string stage, string host, string sent, string canonicalPath)
    {
        var address = new ConnectionAddress(new Uri(stage));

        var (uri, toSign) = address.Of("a=");

        Assert.Equal(host, address.Host);
        Assert.Equal(sent, uri.PathAndQuery);
        Assert.Equal(canonicalPath, toSign);
    }
}
