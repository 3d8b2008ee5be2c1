using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Listening;
using Chat.Emulator.Iam;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Host.Listening;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.LiveConsole;

/// <summary>The whole port with the console on it: an API with a route <c>sendMessage</c>, a function whose process the test plays.</summary>
internal sealed class RunningConsole : IAsyncDisposable
{
    public const string Token = "a-token-of-the-test";

    private readonly FrontDoor _door;

    private RunningConsole(FrontDoor door, LambdaHost host, EventJournal journal)
    {
        Journal = journal;
        _door = door;
        Host = host;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri($"http://127.0.0.1:{door.Port}") };
    }

    public LambdaHost Host { get; }

    public HttpClient Http { get; }

    public int Port => _door.Port;

    public EventJournal Journal { get; }

    public static async Task<RunningConsole> StartAsync()
    {
        var api = TestApi.WithRoutes().With(TestApi.TwoWay("sendMessage") with
        {
            Integration = new RouteIntegration.LambdaProxy(LambdaHost.Name) { Timeout = TimeSpan.FromSeconds(29) },
        });
        var stack = new Stack { Apis = [api], Functions = [LambdaHost.Function], Tables = [], NotRun = [] };
        var journal = new EventJournal(TimeProvider.System);
        var host = await LambdaHost.StartAsync(time: TimeProvider.System, journal: journal);
        var door = await FrontDoor.BindAsync(
            new EmulatorOptions { Assembly = "cdk.out", Port = 0, Iam = false, ConsoleToken = Token },
            stack,
            [new IamSetup(), new TablesSetup(), new GivenFunctions(host, journal), new ApisSetup()],
            _ => { },
            CancellationToken.None);
        door.Open();
        return new RunningConsole(door, host, journal);
    }

    /// <summary>Connects; the id comes from the console itself.</summary>
    public async Task<(RawClient Client, string ConnectionId)> ConnectAsync(params string[] headers)
    {
        var known = (await GetAsync("connections"))["connections"]!.AsArray().Select(each => (string)each!["id"]!).ToHashSet();
        var client = await RawClient.OpenAsync(Port, $"/{TestApi.Stage}", headers);
        var all = (await GetAsync("connections"))["connections"]!.AsArray();
        return (client, all.Select(each => (string)each!["id"]!).Single(id => !known.Contains(id)));
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri($"/_console/api/{path}", UriKind.Relative)).Soon();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> ChangeAsync(HttpMethod method, string path, string? body = null, string? token = Token)
    {
        using var request = new HttpRequestMessage(method, $"/_console/api/{path}");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await Http.SendAsync(request).Soon();
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _door.DisposeAsync();
        await Host.DisposeAsync();
    }
}
