using Chat.AppHost.Backends;
using Chat.AppHost.Page;
using Microsoft.Extensions.Configuration;

namespace Chat.AppHost.Tests.Backends;

public sealed class StackOutputsTests
{
    [Fact]
    public async Task WebSocketUrl_OfADeployment_IsTheStacksOutput()
    {
        var (url, problem) = StackOutputs.WebSocketUrl(await FileAsync("""{"Chat":{"WebSocketUrl":"wss://abc.execute-api.eu-west-1.amazonaws.com/demo","CallbackUrl":"https://x"}}"""));

        Assert.Equal((new Uri("wss://abc.execute-api.eu-west-1.amazonaws.com/demo"), null), (url, problem));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("""{"Chat":{"WebSocketUrl":"https://example.com"}}""")]
    [InlineData("""{"Chat":{"WebSocketUrl":7}}""")]
    public async Task WebSocketUrl_FileWithoutIt_SaysHowToGetIt(string content)
    {
        var (url, problem) = StackOutputs.WebSocketUrl(await FileAsync(content));

        Assert.Null(url);
        Assert.Contains("deploy --outputs-file", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void WebSocketUrl_NoFile_SaysHowToGetIt() =>
        Assert.Contains("deploy --outputs-file", StackOutputs.WebSocketUrl("/nowhere/cdk-outputs.json").Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Target_OfThePage_InLocalStackIsAtItsOwnPort()
    {
        var outputs = await FileAsync("""{"Chat":{"WebSocketUrl":"wss://0a1b2c.execute-api.us-east-1.localhost.localstack.cloud/demo"}}""");

        var (url, _) = PageServer.Target(Settings(("CHAT_LOCALSTACK_OUTPUTS", outputs), ("CHAT_LOCALSTACK_PORT", "4566")));

        Assert.Equal(new Uri("ws://0a1b2c.execute-api.localhost.localstack.cloud:4566/demo"), url);
    }

    [Fact]
    public void Target_OfThePage_WithoutAUrl_SaysWhatIsMissing() =>
        Assert.Contains("CHAT_WEBSOCKET_URL", PageServer.Target(Settings()).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task Page_WithoutAnAddress_IsSentToTheOneItIsFor()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var page = await PageServer.StartAsync(new Uri("wss://abc.example.com/demo"), 0, signIn: null, limit.Token);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(page.Urls.Single()) };

        using var first = await http.GetAsync("/", limit.Token);
        using var second = await http.GetAsync(first.Headers.Location, limit.Token);

        Assert.Equal("/?url=wss%3A%2F%2Fabc.example.com%2Fdemo", first.Headers.Location?.OriginalString);
        Assert.Contains("chat.js", await second.Content.ReadAsStringAsync(limit.Token), StringComparison.Ordinal);
    }

    private static IConfiguration Settings(params (string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
        .Build();

    private static async Task<string> FileAsync(string content)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("outputs-").FullName, "cdk-outputs.json");
        await File.WriteAllTextAsync(file, content);
        return file;
    }
}
