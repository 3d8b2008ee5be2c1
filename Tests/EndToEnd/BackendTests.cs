namespace Chat.EndToEnd.Tests;

/// <summary>The plain start with another backend than its own: what it can't do it says, with exit code 2.</summary>
public sealed class BackendTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [LinuxFact]
    public async Task LocalStack_WithoutADaemon_ExitsWith2AndNamesTheEmbeddedBackend() => await AssertRefusedAsync(
        "--Chat:Backend=LocalStack", "needs Docker, and its daemon at unix:///nowhere/docker.sock", "Embedded");

    [LinuxFact]
    public async Task Backend_Unknown_ExitsWith2AndNamesTheThree() =>
        await AssertRefusedAsync("--Chat:Backend=Lokal", "Embedded (the default), LocalStack or Aws");

    [LinuxFact]
    public async Task Aws_WithoutADeployment_ExitsWith2AndSaysHowToDeploy() =>
        await AssertRefusedAsync("--Chat:Backend=Aws", "/nowhere/cdk-outputs.json", "deploy --outputs-file");

    private static async Task AssertRefusedAsync(string argument, params string[] words)
    {
        var environment = new Dictionary<string, string>
        {
            ["DOCKER_HOST"] = "unix:///nowhere/docker.sock",
            ["Chat__Outputs"] = "/nowhere/cdk-outputs.json",
        };
        await using var appHost = RunningProcess.StartWith(environment, Repository.Dotnet, Repository.AppHost, "--plain", argument);

        Assert.Equal(2, await appHost.WaitForExitAsync(Limit));

        Assert.All(words, word => Assert.Contains(word, appHost.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", appHost.Output, StringComparison.Ordinal);
    }
}
