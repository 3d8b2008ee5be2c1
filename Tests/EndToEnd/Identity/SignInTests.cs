using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests.Identity;

/// <summary>The page with the AppHost's development sign-in.</summary>
public sealed class SignInTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [BrowserFact]
    public async Task Page_WithASignIn_LetsPeopleInByNameAndSaysWhenATokenIsBad()
    {
        await using var cloud = await LocalCloud.StartAsync(Repository.Chat with { Assembly = Repository.SignInAssembly, WebFolder = null }, CancellationToken.None);
        await using var page = RunningProcess.StartWith(
            new Dictionary<string, string>
            {
                ["CHAT_WEBSOCKET_URL"] = cloud.Stages.Single().WebSocketUrl.ToString(),
                ["CHAT_SIGN_IN_ASSEMBLY"] = Repository.SignInAssembly,
            },
            Repository.Dotnet,
            Repository.AppHost,
            "--page");
        var url = (await page.WaitForLineAsync("page ")).Split(' ')[1];
        await Clients.LookAsync(Clients.SignInPage, url, Limit);
    }
}
