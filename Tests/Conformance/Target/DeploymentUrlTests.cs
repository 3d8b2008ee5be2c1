namespace Chat.Conformance.Tests.Target;

/// <summary>One address is given; those of the stack's other APIs follow from it.</summary>
public sealed class DeploymentUrlTests
{
    [Theory]
    [InlineData("wss://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/main", "wss://f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com/plain")]
    [InlineData("ws://127.0.0.1:4510/main", "ws://127.0.0.1:4510/plain")]
    public void Url_OfAnotherApi_HasItsIdWhereTheMainOneHasIts(string main, string other) =>
        Assert.Equal(new Uri(other), Deployment.Url(new Uri(main), "a1b2c3d4e5", "f6g7h8i9j0", "plain"));
}
