using Chat.Emulator.Host;
using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests;

/// <summary>AWS's SDKs of other languages as they are, and a browser's own WebSocket.</summary>
public sealed class SdkTests
{
    private const string Text = "from the SDK: ünïcødé 🙂";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    // The key that may do everything here.
    private static readonly Dictionary<string, string> Developer = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["PYTHONIOENCODING"] = "utf-8",
    };

    [Fact]
    public Task JavaScriptSdk_ConnectionAndTable_PostsGetsDeletesAndSeesItGone() => RunAsync((callback, table) =>
        ["node", Path.Combine(Clients.Folder, "sdk.mjs"), "--callback", callback, "--table", table, "--text", Text]);

    [Boto3Fact]
    public Task PythonSdk_ConnectionAndTable_PostsGetsDeletesAndSeesItGone() => RunAsync((callback, table) =>
        ["python3", Path.Combine(Clients.Folder, "sdk.py"), callback, table, Text]);

    [BrowserFact]
    public async Task Browser_ServerChoosesOneOfItsSubprotocols_IsOpenWithIt() =>
        Assert.Equal("""{"protocol":"chat.v1","answer":"hello"}""", await OpenInBrowserAsync("chat.v2", "chat.v1"));

    [BrowserFact]
    public async Task Browser_ServerChoosesASubprotocolItDidNotAskFor_Fails() =>
        Assert.Equal("""{"closed":1006}""", await OpenInBrowserAsync("chat.v2"));

    private static async Task RunAsync(Func<string, string, string[]> command)
    {
        await using var cloud = await LocalCloud.StartAsync(Repository.Chat, CancellationToken.None);
        using var table = new ConnectionsTable(cloud);
        await using var client = await ChatClient.ConnectAsync(cloud.Stages.Single().WebSocketUrl);

        var words = command(cloud.Stages.Single().CallbackUrl.ToString(), cloud.TableEndpoint!.ToString());
        await using var sdk = RunningProcess.StartWith(Developer, words[0], words[1..]);

        Assert.Equal(Text, await client.ReceiveAsync());
        Assert.True(await sdk.WaitForExitAsync(Limit) == 0, sdk.Output);
        await table.WaitForCountAsync(0, TimeSpan.FromSeconds(10));
    }

    private static async Task<string> OpenInBrowserAsync(params string[] subprotocols)
    {
        var options = new EmulatorOptions { Assembly = Path.Combine(Repository.Root, "Tests/EndToEnd/Functions/subprotocol.yaml"), Port = 0 };
        await using var cloud = await LocalCloud.StartAsync(options, CancellationToken.None);
        await using var browser = RunningProcess.Start(
            "node",
            [Path.Combine(Clients.Folder, "subprotocol.mjs"), "--url", cloud.Stages.Single().WebSocketUrl.ToString(), "--chromium", Clients.Chromium!, .. subprotocols]);
        Assert.True(await browser.WaitForExitAsync(Limit) == 0, browser.Output);
        return browser.Output.Trim();
    }
}
