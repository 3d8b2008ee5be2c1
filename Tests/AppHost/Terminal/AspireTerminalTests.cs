using Chat.EndToEnd.Tests;

namespace Chat.AppHost.Tests.Terminal;

/// <summary>What a person sees in the terminal.</summary>
public sealed class AspireTerminalTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [LinuxFact]
    public async Task Start_InATerminal_ShowsWhatRunsAndNothingElse()
    {
        await using var appHost = AspireProcess.Start();

        var url = await appHost.WaitUntilReadyAsync();

        Assert.Equal("127.0.0.1", url.Host);
        Assert.Collection(
            appHost.Output.Split('\n'),
            line => Assert.StartsWith("  dashboard  http://localhost:", line, StringComparison.Ordinal),
            line => Assert.Equal("  runs       page, websocket-api, websocket-connect, websocket-disconnect, websocket-send, websocket-hub, websocket-broadcast, websocket-tables", line),
            line => Assert.StartsWith("  page       http://", line, StringComparison.Ordinal),
            line => Assert.StartsWith("  console    http://127.0.0.1:", line, StringComparison.Ordinal),
            line => Assert.StartsWith("ready ws://", line, StringComparison.Ordinal));

        // The line means what it says.
        await using var client = await ChatClient.ConnectAsync(url);
        await client.SayAsync("at once");
        Assert.Equal("at once", await client.ReceiveAsync());
    }

    [LinuxFact]
    public async Task Start_WhileOneRuns_NamesThePortAndItsHolderInOneSentence()
    {
        var ports = new AspirePorts();
        await using var first = AspireProcess.StartOn(ports);
        await first.WaitForLineAsync("  dashboard");

        await using var second = AspireProcess.StartOn(ports);

        Assert.Equal(1, await second.WaitForExitAsync(Limit));
        Assert.Contains($"Port {AspireProcess.Text(ports.Dashboard)}, which the dashboard needs, is in use by ", Assert.Single(second.Output.Split('\n')), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Start_ApisPortIsTaken_NamesItAndAnotherOne()
    {
        var ports = new AspirePorts();
        using var holder = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, ports.Api);
        holder.Start();

        await using var appHost = AspireProcess.StartOn(ports);

        Assert.Equal(1, await appHost.WaitForExitAsync(Limit));
        var line = Assert.Single(appHost.Output.Split('\n'));
        Assert.Contains($"Port {AspireProcess.Text(ports.Api)}, which the WebSocket API needs, is in use by ", line, StringComparison.Ordinal);
        Assert.Contains($"(process {AspireProcess.Text(Environment.ProcessId)})", line, StringComparison.Ordinal);
        Assert.Contains($"--port {AspireProcess.Text(ports.Api + 1)}", line, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("--Chat:Backend=LocalStack", "needs Docker, and its daemon at unix:///nowhere/docker.sock")]
    [InlineData("--Chat:Backend=Lokal", "Embedded (the default), LocalStack or Aws")]
    public async Task Start_BackendThatCannotBe_ExitsWith2AndSaysWhy(string option, string words)
    {
        var ports = new AspirePorts();
        var environment = ports.Environment.Append(new("DOCKER_HOST", "unix:///nowhere/docker.sock")).ToDictionary();
        await using var appHost = RunningProcess.StartWith(environment, Repository.Dotnet, Repository.AppHost, "--port", AspireProcess.Text(ports.Api), option);

        Assert.Equal(2, await appHost.WaitForExitAsync(Limit));

        Assert.Contains(words, appHost.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", appHost.Output, StringComparison.Ordinal);
    }
}
