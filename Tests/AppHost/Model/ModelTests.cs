using Chat.AppHost.Backends;
using Chat.AppHost.Map;

namespace Chat.AppHost.Tests;

public sealed class ModelTests
{
    [Fact]
    public async Task Emulator_Arguments_AreTheTemplateThePortTheAttachedFunctionsAndTheTables()
    {
        await using var app = Build();

        var emulator = Assert.IsType<WebSocketApiEmulatorResource>(app.Find("websocket-api"));

        Assert.Equal("dotnet", emulator.Command);
        var arguments = await app.ArgumentsAsync(emulator);
        Assert.Equal("Chat.Emulator.dll", Path.GetFileName(arguments[0]));
        Assert.True(File.Exists(Path.ChangeExtension(arguments[0], ".runtimeconfig.json")), "it can't be started from where the AppHost has it");
        Assert.Equal(
            [
                BuildOutput.CloudAssembly, "--port", "4510", "--watch",
                "--attached", "websocket-connect", "--attached", "websocket-disconnect", "--attached", "websocket-send", "--attached", "websocket-hub",
                "--attached", "websocket-broadcast",
                "--tables", (await Assert.IsType<WebSocketApiTableServerResource>(app.Find("websocket-tables")).PrimaryEndpoint.GetValueAsync())!,
            ],
            arguments[1..]);
    }

    [Fact]
    public async Task Page_OfTheEmbeddedBackend_ConnectsToTheEmulatorAndWaitsForIt()
    {
        await using var app = Build();

        var page = app.Find("page");

        var variables = await app.EnvironmentAsync(page);
        Assert.Equal("ws://localhost:4510/demo", variables["CHAT_WEBSOCKET_URL"]);
        Assert.Equal("ws://localhost:4510/demo", variables["ConnectionStrings__websocket-api"]);
        Assert.Contains(page.Annotations.OfType<WaitAnnotation>(), wait => wait.Resource.Name == "websocket-api" && wait.WaitType == WaitType.WaitUntilHealthy);
        Assert.Equal("page_http_/?url=health_200_check", Assert.Single(page.Annotations.OfType<HealthCheckAnnotation>()).Key);
        Assert.Equal(["Chat.AppHost.dll", "--page"], (await app.ArgumentsAsync(page)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Functions_OfTheTemplate_AreResourcesThatWaitForTheEmulator()
    {
        await using var app = Build();
        var emulator = app.Find("websocket-api");

        var functions = app.Model().Resources.OfType<ProjectResource>().ToArray();

        Assert.Equal(["websocket-connect", "websocket-disconnect", "websocket-send", "websocket-hub", "websocket-broadcast"], functions.Select(function => function.Name));
        Assert.All(functions, function =>
        {
            Assert.Equal("Chat.Functions.csproj", Path.GetFileName(function.GetProjectMetadata().ProjectPath));
            Assert.Contains(
                function.Annotations.OfType<WaitAnnotation>(),
                wait => wait.Resource == emulator && wait.WaitType == WaitType.WaitUntilHealthy);
            Assert.Contains(
                function.Annotations.OfType<ResourceRelationshipAnnotation>(),
                relation => relation.Resource == emulator && relation.Type == "Parent");
        });
        Assert.Equal("websocket-tables", Assert.Single(emulator.Annotations.OfType<WaitAnnotation>()).Resource.Name);
    }

    [Fact]
    public async Task Emulator_Region_IsTheAwsConfigurations()
    {
        await using var app = Build("AWS_REGION=eu-central-1");

        Assert.Equal("eu-central-1", (await app.EnvironmentAsync(app.Find("websocket-api")))["AWS_REGION"]);
    }

    [Fact]
    public async Task EverythingOfThisMachine_IsLeftOutOfTheManifest()
    {
        await using var app = Build();

        Assert.All(
            app.Model().Resources.Where(resource => resource.Name.StartsWith("websocket-", StringComparison.Ordinal) || resource.Name == "page"),
            resource => Assert.True(resource.IsExcludedFromPublish(), resource.Name));
    }

    // Not by Aspire.Hosting.Testing, which runs the AppHost's program and waits half a minute for its end.
    internal static DistributedApplication Build(params string[] settings)
    {
        var builder = ReferenceTests.Builder([.. settings.Select(setting => $"--{setting}")]);
        Assert.Null(builder.AddChat(Backend.Read(builder.Configuration)));
        var app = builder.Build();
        app.AllocateEndpoints();
        return app;
    }
}
