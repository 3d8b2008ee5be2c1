using System.Diagnostics;

namespace Chat.SignalR.Tests;

/// <summary>Microsoft's client for Node.js and browsers, unchanged, against a hub in Lambda.</summary>
public sealed class NodeClientTests(Sample sample) : IClassFixture<Sample>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task SignalRForNode_InvokesSendsHearsAndReconnects()
    {
        var script = Path.Combine(Places.Clients, "sample.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script, sample.Host.Cloud.Stages.Single().WebSocketUrl.ToString().Replace("ws:", "http:", StringComparison.Ordinal)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = node.StandardOutput.ReadToEndAsync();
            var errors = node.StandardError.ReadToEndAsync();
            await node.WaitForExitAsync().WaitAsync(Limit);
            Assert.True(node.ExitCode == 0, $"{await output}\n{await errors}");
            Assert.Equal(["connected", "invoked", "groups and users", "streams refused", "reconnected"], (await output).Trim().Split('\n'));
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill();
            }
        }
    }
}
