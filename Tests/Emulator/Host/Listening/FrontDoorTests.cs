using System.Net;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Listening;
using Chat.Emulator.Iam;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Host.Listening;

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
            [new IamSetup(), new TablesSetup(), new GivenFunctions(host), new ApisSetup()],
            _ => { },
            CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{door.Port}") };

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(http));
        door.Open();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http));
    }

    [Fact]
    public async Task Request_BodyIsNoHttp_Is400AndNoErrorOfOurs()
    {
        await using var host = await LambdaHost.StartAsync();
        var stack = new Stack { Apis = [TestApi.WithRoutes("$default")], Functions = [], Tables = [], NotRun = [] };
        using var log = new RecordingLog();
        await using var door = await FrontDoor.BindAsync(
            new EmulatorOptions { Assembly = "cdk.out", Port = 0 },
            stack,
            [new IamSetup(), new TablesSetup(), new GivenFunctions(host), new ApisSetup()],
            logging => logging.AddProvider(log),
            CancellationToken.None);
        door.Open();

        await using var client = await RawClient.RequestAsync(
            door.Port, "POST /demo/@connections/L0SM9cOFvHcCIhw= HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: chunked");
        await client.SendBytesAsync("no size\r\n"u8.ToArray());

        Assert.Equal(400, (await client.ReadResponseAsync()).Status);
        Assert.DoesNotContain(log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var response = await http.GetAsync(new Uri("/_health", UriKind.Relative));
        return response.StatusCode;
    }
}
