using Chat.AppHost.Backends;
using Chat.AppHost.Map;

namespace Chat.AppHost.Tests;

/// <summary>The map of the AppHost itself, backend by backend.</summary>
public sealed class BackendModelTests
{
    [Fact]
    public async Task LocalStack_WithoutToken_HasTheTableAndTheEmulatorTheRest()
    {
        await using var app = ModelTests.Build("Chat:Backend=LocalStack", "LOCALSTACK_AUTH_TOKEN=");

        var container = Assert.IsType<ContainerResource>(app.Find("localstack"));
        Assert.Equal("4.14.0", Assert.Single(container.Annotations.OfType<ContainerImageAnnotation>()).Tag);
        Assert.Equal("localstack_http_/_localstack/health_200_check", Assert.Single(container.Annotations.OfType<HealthCheckAnnotation>()).Key);
        var api = app.Find("websocket-api");
        Assert.Equal(["--tables", "http://localhost:4566"], (await app.ArgumentsAsync(api))[^2..]);
        Assert.Contains(api.Annotations.OfType<WaitAnnotation>(), wait => wait.Resource == container && wait.WaitType == WaitType.WaitUntilHealthy);
        Assert.DoesNotContain(app.Model().Resources, resource => resource.Name == "localstack-deploy");
    }

    [Fact]
    public async Task LocalStack_WithToken_HasTheWholeStackAndThePageGoesThere()
    {
        await using var app = ModelTests.Build("Chat:Backend=LocalStack", "LOCALSTACK_AUTH_TOKEN=ls-secret");

        Assert.Equal("ls-secret", (await app.EnvironmentAsync(app.Find("localstack")))["LOCALSTACK_AUTH_TOKEN"]);
        Assert.DoesNotContain(app.Model().Resources, resource => resource is WebSocketApiEmulatorResource);
        var deploy = app.Find("localstack-deploy");
        var arguments = await app.ArgumentsAsync(deploy);
        Assert.Contains("cdklocal", arguments);
        Assert.Contains("deploy", arguments);
        Assert.Equal("http://localhost:4566", (await app.EnvironmentAsync(deploy))["AWS_ENDPOINT_URL"]);
        Assert.Equal(
            ["functions-package", "localstack-bootstrap"],
            deploy.Annotations.OfType<WaitAnnotation>().Where(wait => wait.WaitType == WaitType.WaitForCompletion).Select(wait => wait.Resource.Name));
        Assert.Equal(arguments[^1], (await app.EnvironmentAsync(app.Find("page")))["CHAT_LOCALSTACK_OUTPUTS"]);
        Assert.Contains(app.Find("page").Annotations.OfType<WaitAnnotation>(), wait => wait.Resource == deploy && wait.WaitType == WaitType.WaitForCompletion);
    }

    [Fact]
    public async Task Aws_OfThePageAlone_RunsNothingElseHere()
    {
        var outputs = Path.Combine(Directory.CreateTempSubdirectory("outputs-").FullName, "cdk-outputs.json");
        await File.WriteAllTextAsync(outputs, """{"Chat":{"WebSocketUrl":"wss://abc.execute-api.eu-west-1.amazonaws.com/demo"}}""");
        await using var app = ModelTests.Build("Chat:Backend=Aws", $"Chat:Outputs={outputs}", "AWS_REGION=eu-west-1", "AWS_PROFILE=chat");

        var variables = await app.EnvironmentAsync(app.Find("page"));
        Assert.Equal("wss://abc.execute-api.eu-west-1.amazonaws.com/demo", variables["CHAT_WEBSOCKET_URL"]);
        Assert.Equal(("eu-west-1", "chat"), (variables["AWS_REGION"], variables["AWS_PROFILE"]));
        Assert.DoesNotContain(app.Model().Resources, resource => resource is WebSocketApiEmulatorResource or ProjectResource or ContainerResource);
    }

    [Fact]
    public void Aws_WithoutADeployment_SaysHowToMakeOne()
    {
        var builder = ReferenceTests.Builder("--Chat:Backend=Aws", "--Chat:Outputs=/nowhere/cdk-outputs.json");

        var problem = builder.AddChat(Backend.Read(builder.Configuration));

        Assert.Contains("/nowhere/cdk-outputs.json", problem, StringComparison.Ordinal);
        Assert.Contains("deploy --outputs-file", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedded_Profile_StaysAwayFromFunctionsThatHaveCredentialsOfTheirOwn()
    {
        await using var app = ModelTests.Build("AWS_PROFILE=chat");

        Assert.DoesNotContain("AWS_PROFILE", (await app.EnvironmentAsync(app.Find("websocket-api"))).Keys);
    }

    [Fact]
    public async Task Aws_WithLocalFunctions_AttachesThemToTheDeployedTable()
    {
        await using var app = ModelTests.Build("Chat:Backend=Aws", "Chat:Functions=Local", "AWS_REGION=eu-west-1");

        Assert.Equal(["--tables", "aws", "--iam", "off"], (await app.ArgumentsAsync(app.Find("websocket-api")))[^4..]);
        Assert.Equal("ws://localhost:4510/demo", (await app.EnvironmentAsync(app.Find("page")))["CHAT_WEBSOCKET_URL"]);
        Assert.DoesNotContain(app.Model().Resources, resource => resource is WebSocketApiTableServerResource);
    }
}
