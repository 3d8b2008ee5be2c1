using System.Net;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Messages.Routing;

/// <summary>What a stage shows of an API that has changed.</summary>
public sealed class DeploymentTests
{
    [Theory]
    [Trait("Statement", "79")]
    [InlineData(false, "first", "Forbidden")]
    [InlineData(false, "second", "passed")]
    [InlineData(true, null, "passed")]
    public async Task Message_ForARouteAddedLater_IsUnmatchedUntilItIsDeployed(bool autoDeploy, string? deploymentId, string answer)
    {
        var before = new Stage { Name = TestApi.Stage, AutoDeploy = autoDeploy, DeploymentId = autoDeploy ? null : "first" };
        await using var gateway = await TestGateway.StartAsync(
            TestApi.WithRoutes("$connect") with { Stages = [before] }, new StubLambda().Answers("new", """{"body":"passed"}"""));
        await using var client = await gateway.ConnectAsync();

        gateway.Get<GatewayDeployment>().Deploy(
            [TestApi.WithRoutes("$connect").With(TestApi.TwoWay("new")) with { Stages = [before with { DeploymentId = deploymentId }] }]);
        await client.SendTextAsync("""{"action":"new"}""");

        Assert.Contains(answer, await client.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Statement", "79")]
    public async Task StageSettings_ChangedWithoutADeployment_ActAtOnce()
    {
        var stage = new Stage { Name = TestApi.Stage, AutoDeploy = false, DeploymentId = "first" };
        var api = TestApi.WithRoutes("$default") with { Stages = [stage] };
        await using var gateway = await TestGateway.StartAsync(api);

        gateway.Get<GatewayDeployment>().Deploy([api with { Stages = [stage with { DefaultThrottle = new ThrottleSettings(0, 0) }] }]);
        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");

        Assert.Equal(429, client.Response.Status);
    }

    [Fact]
    [Trait("Statement", "79")]
    public async Task Stage_WithoutDeployment_IsForbidden()
    {
        await using var gateway = await TestGateway.StartAsync(
            TestApi.WithRoutes("$connect") with { Stages = [new Stage { Name = TestApi.Stage, AutoDeploy = false }] });

        await using var client = await RawClient.HandshakeAsync(gateway.Port, "/demo");
        using var posted = await gateway.PostAsync("AbCdFfGhIjMCKlM=", "hi");

        Assert.Equal((403, """{"message":"Forbidden"}"""), (client.Response.Status, client.Response.Body));
        Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
        Assert.Equal(0, gateway.Lambda.Invocations);
    }
}
