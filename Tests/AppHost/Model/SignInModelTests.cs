using Chat.AppHost.Backends;
using Chat.AppHost.Map;

namespace Chat.AppHost.Tests;

/// <summary><c>--Chat:SignIn=true</c>.</summary>
public sealed class SignInModelTests
{
    [Fact]
    public async Task SignIn_On_HasTheStackWithTheAuthorizerAndAPageThatMakesItsTokens()
    {
        await using var app = ModelTests.Build("Chat:SignIn=true");

        Assert.Equal(BuildOutput.SignInAssembly, (await app.ArgumentsAsync(app.Find("websocket-api")))[1]);
        Assert.Equal(BuildOutput.SignInAssembly, (await app.EnvironmentAsync(app.Find("page")))["CHAT_SIGN_IN_ASSEMBLY"]);
        Assert.Contains(app.Model().Resources.OfType<ProjectResource>(), function => function.Name == "websocket-authorizer");
    }

    [Theory]
    [InlineData("Chat:SignIn is 'perhaps', and can be true or false (the default).", "Chat:SignIn=perhaps")]
    [InlineData(
        "Chat:SignIn is for an API that runs here: a stack that is deployed asks for the tokens it was deployed for.", "Chat:SignIn=true", "Chat:Backend=Aws")]
    public void SignIn_WhereThereIsNone_IsRefused(string problem, params string[] settings)
    {
        var builder = ReferenceTests.Builder([.. settings.Select(setting => $"--{setting}")]);

        Assert.Equal(problem, builder.AddChat(Backend.Read(builder.Configuration)));
    }
}
