namespace Chat.AppHost.Tests;

public sealed class TableTests
{
    [Fact]
    public async Task TableServer_OfAnApi_ServesItsTablesInTheFolderThatIsGiven()
    {
        var folder = Directory.CreateTempSubdirectory("tables-").FullName;
        var builder = ReferenceTests.Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, port: 4599)
            .WithTableServer("tables", port: 4600)
            .WithDataFolder(folder);
        await using var app = builder.Build();
        app.AllocateEndpoints();

        Assert.Equal(["start.mjs", "--port", "4600", "--path", Path.Combine(folder, "tables")], await app.ArgumentsAsync(app.Find("tables")));
        Assert.Equal(["--tables", "http://localhost:4600"], (await app.ArgumentsAsync(api.Resource))[^2..]);
        Assert.Contains(api.Resource.Annotations.OfType<WaitAnnotation>(), wait => wait.Resource.Name == "tables" && wait.WaitType == WaitType.WaitUntilHealthy);
        Assert.Equal("tables_http_/", Assert.Single(app.Find("tables").Annotations.OfType<HealthCheckAnnotation>()).Key);
        Assert.True(app.Find("tables").IsExcludedFromPublish());
    }

    [Fact]
    public async Task Tables_OnAws_AreUsedWithTheDevelopersCredentials()
    {
        var builder = ReferenceTests.Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, port: 4599).WithTablesOnAWS();
        await using var app = builder.Build();
        app.AllocateEndpoints();

        Assert.Equal(["--tables", "aws", "--iam", "off"], (await app.ArgumentsAsync(api.Resource))[^4..]);
    }

    [Fact]
    public async Task DataFolder_WithoutATableServer_IsTheEmulators()
    {
        var builder = ReferenceTests.Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly, port: 4599).WithDataFolder("/tmp/chat");
        await using var app = builder.Build();
        app.AllocateEndpoints();

        Assert.Equal(["--data", "/tmp/chat"], (await app.ArgumentsAsync(api.Resource))[^2..]);
    }
}
