namespace Chat.AppHost.Tests;

/// <summary>What the map has on AWS by <c>Aspire.Hosting.AWS</c>.</summary>
public sealed class AwsPackageTests
{
    [Fact]
    public async Task Aws_OfThePageAlone_WaitsForTheDeployedStack()
    {
        await using var app = ModelTests.Build("Chat:Backend=Aws");

        Assert.Contains(app.Find("page").Annotations.OfType<WaitAnnotation>(), wait => wait.Resource.Name == "chat");
        Assert.DoesNotContain(app.Model().Resources, resource => resource is WebSocketApiEmulatorResource or ProjectResource or ContainerResource);
    }
}
