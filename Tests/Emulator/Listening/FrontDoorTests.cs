using System.Net;
using Chat.Emulator.Iam;
using Chat.Emulator.Listening;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Lambda;

namespace Chat.Emulator.Tests.Listening;

public sealed class FrontDoorTests
{
    [Fact]
    public async Task Health_UntilTheFunctionsAreThere_Is503()
    {
        await using var host = await LambdaHost.StartAsync();
        var stack = new Stack { Apis = [], Functions = [], Tables = [], NotRun = [] };
        await using var door = await FrontDoor.BindAsync(
            new EmulatorOptions { Assembly = "cdk.out", Port = 0 },
            stack,
            new TemplateContext(TemplateContext.DefaultRegion),
            new CallerCredentials(stack),
            _ => { },
            CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{door.Port}") };

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(http));
        door.Open(host.Functions);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var response = await http.GetAsync(new Uri("/_health", UriKind.Relative));
        return response.StatusCode;
    }
}
