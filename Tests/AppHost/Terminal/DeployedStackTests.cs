using System.Text.Json;
using Chat.Emulator.Host;
using Chat.EndToEnd.Tests;

namespace Chat.AppHost.Tests.Terminal;

/// <summary><c>Chat:Backend=Aws</c> against a stack that is deployed: in an emulator of its own, which stands in for AWS.</summary>
public sealed class DeployedStackTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [LinuxFact]
    public async Task Page_OfADeployedStack_ConnectsToItsApi()
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var deployed = await LocalCloud.StartAsync(Repository.Chat, limit.Token);
        var url = deployed.Stages.Single().WebSocketUrl.AbsoluteUri;
        var outputs = Path.Combine(Directory.CreateTempSubdirectory("outputs-").FullName, "cdk-outputs.json");
        await File.WriteAllTextAsync(outputs, JsonSerializer.Serialize(new { Chat = new { WebSocketUrl = url } }), limit.Token);
        await using var appHost = AspireProcess.Start("--Chat:Backend=Aws", $"--Chat:Outputs={outputs}");

        var page = await appHost.WaitUntilReadyAsync();

        using var http = new HttpClient();
        using var answer = await http.GetAsync(page, limit.Token);
        Assert.True(answer.IsSuccessStatusCode, answer.ToString());
        Assert.Contains(Uri.EscapeDataString(url), answer.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Functions_Local_UseTheDeployedTable()
    {
        using var limit = new CancellationTokenSource(Limit);
        await using var deployed = await LocalCloud.StartAsync(Repository.Chat, limit.Token);
        var ports = new AspirePorts();
        var environment = ports.Environment.Concat(new Dictionary<string, string>
        {
            // What leads to AWS otherwise, with a developer's credentials.
            ["AWS_ENDPOINT_URL_DYNAMODB"] = deployed.TableEndpoint!.AbsoluteUri,
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
        }).ToDictionary();
        await using var appHost = RunningProcess.StartWith(
            environment, Repository.Dotnet, Repository.AppHost, "--port", AspireProcess.Text(ports.Api), "--Chat:Backend=Aws", "--Chat:Functions=Local");

        await using var client = await ChatClient.ConnectAsync(await appHost.WaitUntilReadyAsync());
        await client.SayAsync("in the deployed table");

        Assert.Equal("in the deployed table", await client.ReceiveAsync());
        using var table = new ConnectionsTable(deployed);
        Assert.Single(await table.ConnectionIdsAsync());
    }
}
