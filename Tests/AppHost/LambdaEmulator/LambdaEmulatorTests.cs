using Aspire.Hosting.AWS.Lambda;

namespace Chat.AppHost.Tests;

public sealed class LambdaEmulatorTests
{
    [Fact]
    public async Task LambdaFunction_OfAwsLambdaEmulator_IsInvokedThroughIts()
    {
        var builder = ReferenceTests.Builder();
        var connect = builder.AddAWSLambdaFunction<Projects.Chat_Functions>("connect", "Chat.Functions");
        var send = builder.AddAWSLambdaFunction<Projects.Chat_Functions>("send", "Chat.Functions");
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599).WithRoute("$connect", connect).WithRoute("say", send);
        await using var app = builder.Build();
        app.AllocateEndpoints();

        var arguments = await app.ArgumentsAsync(api.Resource);

        var emulator = Assert.Single(builder.Resources.OfType<LambdaEmulatorResource>());
        var url = await emulator.GetEndpoint("http").GetValueAsync();
        Assert.Equal(["--invoke", $"connect={url}", "--invoke", $"send={url}"], arguments[5..]);
        Assert.Contains(api.Resource.Annotations.OfType<WaitAnnotation>(), wait => wait.Resource == emulator);
    }
}
