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
        var endpoint = Assert.Single(container.Annotations.OfType<EndpointAnnotation>());
        Assert.Equal((4566, 4566), (endpoint.Port, endpoint.TargetPort));
        var variables = await app.EnvironmentAsync(container);
        Assert.Equal("dynamodb", variables["SERVICES"]);
        Assert.DoesNotContain("LOCALSTACK_AUTH_TOKEN", variables.Keys);
        Assert.Empty(container.Annotations.OfType<ContainerMountAnnotation>());
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
        Assert.Equal("/var/run/docker.sock", Assert.Single(app.Find("localstack").Annotations.OfType<ContainerMountAnnotation>()).Target);
        var package = app.Find("functions-package");
        Assert.Equal(["publish", "../Functions", "-c", "Release", "-r", "linux-x64"], await app.ArgumentsAsync(package));
        Assert.DoesNotContain(app.Model().Resources, resource => resource is WebSocketApiEmulatorResource);
        var deploy = app.Find("localstack-deploy");
        var arguments = await app.ArgumentsAsync(deploy);
        Assert.Contains("cdklocal", arguments);
        Assert.Contains("deploy", arguments);
        var variables = await app.EnvironmentAsync(deploy);
        Assert.Equal("http://localhost:4566", variables["AWS_ENDPOINT_URL"]);
        Assert.Equal("http://s3.localhost.localstack.cloud:4566", variables["AWS_ENDPOINT_URL_S3"]);
        Assert.Equal(("test", "test", "us-east-1"), (variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables["AWS_REGION"]));
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
    public async Task Embedded_TablesElsewhere_StartsNoServerForThem()
    {
        await using var app = ModelTests.Build("Chat:Tables=https://127.0.0.1:9297");

        Assert.Equal(["--tables", "https://127.0.0.1:9297/"], (await app.ArgumentsAsync(app.Find("websocket-api")))[^2..]);
        Assert.DoesNotContain(app.Model().Resources, resource => resource is WebSocketApiTableServerResource);
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
