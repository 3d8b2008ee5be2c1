using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Chat.Emulator.Gateway;
using Chat.Emulator.LiveConsole;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.LiveConsole;

/// <summary>The console's API on real sockets, as scripts use it.</summary>
public sealed class ConsoleApiTests
{
    [Fact]
    public async Task State_SaysWhatRuns()
    {
        await using var console = await RunningConsole.StartAsync();

        var state = await console.GetAsync("state");

        Assert.Equal("demo", (string)state["stages"]![0]!["name"]!);
        Assert.Equal("sendMessage", (string)state["stages"]![0]!["routes"]![0]!["routeKey"]!);
        Assert.Equal(["websocket-send"], state["functions"]!.AsArray().Select(name => (string)name!));
        Assert.Empty(state["faults"]!.AsArray());
        Assert.False((bool)state["canChange"]!);
        Assert.Contains(state["limits"]!.AsArray(), limit => (string)limit!["value"]! == "32 KB");
    }

    [Theory]
    [InlineData("""{"postsLatencyMs":10,"seed":42}""")]
    [InlineData("posts.latency=10ms,seed=42")]
    public async Task Faults_SetWithTheToken_AreInForceUntilTheyAreEnded(string faults)
    {
        await using var console = await RunningConsole.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await ChangeFaultsAsync(console, HttpMethod.Put, faults, token: null)).Status);
        Assert.Empty((await console.GetAsync("state"))["faults"]!.AsArray());

        Assert.Equal(HttpStatusCode.OK, (await ChangeFaultsAsync(console, HttpMethod.Put, faults, RunningConsole.Token)).Status);
        Assert.Equal(10, (double)(await console.GetAsync("faults"))["postsLatencyMs"]!);
        Assert.Equal(["posts.latency", "seed"], (await console.GetAsync("state"))["faults"]!.AsArray().Select(fault => (string)fault!["name"]!));

        var (status, body) = await ChangeFaultsAsync(console, HttpMethod.Put, "posts.lost=5%", RunningConsole.Token);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("There is no fault", body, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await ChangeFaultsAsync(console, HttpMethod.Delete, "", RunningConsole.Token)).Status);
        Assert.Empty((await console.GetAsync("state"))["faults"]!.AsArray());
    }

    [Fact]
    public async Task Events_OfOneMessage_LeadFromFrameToDelivery()
    {
        await using var console = await RunningConsole.StartAsync();
        var (process, next) = await console.Host.WarmUpAsync();
        var (client, id) = await console.ConnectAsync();
        await using var _1 = client;

        await client.SendTextAsync("""{"action":"sendMessage","message":"hello"}""");
        var invocation = await next;
        await process.Runtime.RespondAsync(invocation.RequestId, """{"statusCode":200,"body":"hello back"}""");
        Assert.Equal("hello back", await client.ReadTextAsync());

        var frame = (await console.GetAsync($"events?kinds=frameIn&connection={Uri.EscapeDataString(id)}"))["events"]!.AsArray().Single()!;
        var messageId = (string)frame["messageId"]!;
        var way = await WayAsync(console, messageId, "frameOut");

        Assert.Equal("""{"action":"sendMessage","message":"hello"}""", (string)frame["text"]!);
        Assert.Equal(
            ["frameIn", "routed", "invocationStarted", "invocationEnded", "integrated", "frameOut"],
            way.Select(each => (string)each["kind"]!));
        Assert.Equal(messageId, (string)JsonNode.Parse((string)way[2]["text"]!)!["requestContext"]!["requestId"]!);
        Assert.Equal("sendMessage", (string)way[1]["name"]!);
        Assert.Equal("responded", (string)way[3]["detail"]!);
        Assert.Equal("hello back", (string)way[5]["text"]!);
        Assert.Equal(id, (string)way[5]["connectionId"]!);
    }

    [Fact]
    public async Task PostBack_WithAnEnvironmentsToken_BelongsToItsMessage()
    {
        await using var console = await RunningConsole.StartAsync();
        var (process, next) = await console.Host.WarmUpAsync();
        var (client, id) = await console.ConnectAsync();
        await using var _1 = client;
        await client.SendTextAsync("""{"action":"sendMessage"}""");
        var invocation = await next;

        using (var post = new HttpRequestMessage(HttpMethod.Post, $"/demo/@connections/{Uri.EscapeDataString(id)}"))
        {
            post.Content = new StringContent("while it ran");
            post.Headers.Add("X-Amz-Security-Token", process.Start.Environment["AWS_SESSION_TOKEN"]);
            using var posted = await console.Http.SendAsync(post).Soon();
            Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        }

        Assert.Equal("while it ran", await client.ReadTextAsync());
        await process.Runtime.RespondAsync(invocation.RequestId, """{"statusCode":200}""");
        var messageId = (string)(await console.GetAsync("events?kinds=frameIn"))["events"]![0]!["messageId"]!;
        var way = await WayAsync(console, messageId, "integrated");

        Assert.Equal(
            new[] { "frameIn", "frameOut", "integrated", "invocationEnded", "invocationStarted", "postBack", "routed" },
            way.Select(each => (string)each["kind"]!).Order(StringComparer.Ordinal));
        var postBack = way.Single(each => (string)each["kind"]! == "postBack");
        Assert.Equal(200, (int)postBack["status"]!);
        Assert.Equal("websocket-send", (string)postBack["function"]!);
        Assert.Equal(id, (string)postBack["connectionId"]!);
    }

    [Fact]
    public async Task Connections_FilterSortAndPage_ShowWhatIsAskedFor()
    {
        await using var console = await RunningConsole.StartAsync();
        var (quiet, quietId) = await console.ConnectAsync("User-Agent: quiet/1");
        var (busy, busyId) = await console.ConnectAsync("User-Agent: busy/1");
        await using var _1 = quiet;
        await using var _2 = busy;
        await busy.SendTextAsync("""{"action":"nowhere"}""");
        await busy.ReadTextAsync();

        var byBytes = (await console.GetAsync("connections?sort=bytesIn&order=desc&limit=1"))!;
        var filtered = (await console.GetAsync("connections?filter=QUIET"))!;
        var second = (await console.GetAsync("connections?sort=bytesIn&order=desc&limit=1&offset=1"))!;

        Assert.Equal(2, (int)byBytes["total"]!);
        Assert.Equal(busyId, (string)byBytes["connections"]![0]!["id"]!);
        Assert.Equal(20, (int)byBytes["connections"]![0]!["bytesIn"]!);
        Assert.Equal(1, (int)byBytes["connections"]![0]!["messagesIn"]!);
        Assert.Equal(quietId, (string)second["connections"]![0]!["id"]!);
        Assert.Equal([quietId], filtered["connections"]!.AsArray().Select(each => (string)each!["id"]!));
        using var wrong = await console.Http.GetAsync(new Uri("/_console/api/connections?sort=beauty", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Frames_ToOneAndToAll_ArriveAndAreInTheConnectionsEvents()
    {
        await using var console = await RunningConsole.StartAsync();
        var (one, oneId) = await console.ConnectAsync();
        var (two, _) = await console.ConnectAsync();
        await using var _1 = one;
        await using var _2 = two;

        var (_, toOne) = await console.ChangeAsync(HttpMethod.Post, $"connections/{Uri.EscapeDataString(oneId)}/frames", "to one");
        var (_, toAll) = await console.ChangeAsync(HttpMethod.Post, "connections/frames", "to all");

        Assert.Equal("to one", await one.ReadTextAsync());
        Assert.Equal("to all", await one.ReadTextAsync());
        Assert.Equal("to all", await two.ReadTextAsync());
        Assert.Equal(1, (int)toOne!["sent"]!);
        Assert.Equal(2, (int)toAll!["sent"]!);
        var events = (await console.GetAsync($"connections/{Uri.EscapeDataString(oneId)}"))["events"]!.AsArray();
        Assert.Equal(["to one", "to all"], events.Where(each => (string)each!["kind"]! == "frameOut").Select(each => (string)each!["text"]!));
    }

    [Fact]
    public async Task Close_OneAndAll_EndTheConnections()
    {
        await using var console = await RunningConsole.StartAsync();
        var (one, oneId) = await console.ConnectAsync();
        var (two, _) = await console.ConnectAsync();
        await using var _1 = one;
        await using var _2 = two;

        var (status, _) = await console.ChangeAsync(HttpMethod.Delete, $"connections/{Uri.EscapeDataString(oneId)}");
        var first = await one.ReadCloseAsync();
        var (_, all) = await console.ChangeAsync(HttpMethod.Delete, "connections");
        await two.ReadCloseAsync();
        var (gone, why) = await console.ChangeAsync(HttpMethod.Delete, $"connections/{Uri.EscapeDataString(oneId)}");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([3, 232], first.Payload.Take(2).Select(each => (int)each));
        Assert.Equal(1, (int)all!["closed"]!);
        Assert.Equal(HttpStatusCode.NotFound, gone);
        Assert.Contains(oneId, (string)why!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_WithAnEvent_AnswersAndIsInTheFunctionsEvents()
    {
        await using var console = await RunningConsole.StartAsync();
        var (process, next) = await console.Host.WarmUpAsync();

        var invoking = console.ChangeAsync(HttpMethod.Post, "functions/websocket-send/invocations", """{"own":1}""");
        var invocation = await next;
        process.Write("a line of the log");
        await process.Runtime.RespondAsync(invocation.RequestId, """{"statusCode":200}""");
        var (status, answer) = await invoking;

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("responded", (string)answer!["outcome"]!);
        Assert.Equal("""{"statusCode":200}""", (string)answer["text"]!);
        var function = (await console.GetAsync("functions")).AsArray().Single()!;
        Assert.Equal("websocket-send", (string)function["name"]!);
        Assert.Single(function["environments"]!.AsArray());
        Assert.Equal(
            ["""{"own":1}""", "a line of the log", """{"statusCode":200}"""],
            function["events"]!.AsArray().Select(each => (string)each!["text"]!));
        Assert.Single(function["events"]!.AsArray().Select(each => (string)each!["messageId"]!).Distinct());
    }

    [Fact]
    public async Task Functions_Variables_AreThoseOfTheFunctionWithoutSecrets()
    {
        await using var console = await RunningConsole.StartAsync();

        var function = (await console.GetAsync("functions")).AsArray().Single()!;

        Assert.Equal(
            [("AWS_ACCESS_KEY_ID", null), ("AWS_SESSION_TOKEN", null), ("WEBSOCKET_TABLE", "websocket-connections")],
            function["variables"]!.AsArray().Select(each => ((string)each!["name"]!, (string?)each["value"])));
    }

    [Theory]
    [InlineData("ApiKey", "x", false)]
    [InlineData("DB_PASSWORD", "x", false)]
    [InlineData("DATABASE_URL", "postgres://user:secret@db/chat", false)]
    [InlineData("QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/000000000000/q", true)]
    [InlineData("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:4510", true)]
    public void Variable_ThatMayBeASecret_IsNotShown(string name, string value, bool isShown) =>
        Assert.Equal(isShown ? value : null, HiddenVariables.View(KeyValuePair.Create(name, value)).Value);

    [Fact]
    public async Task Log_LineAfterTheAnswer_BelongsToTheEventThatWasAnswered()
    {
        await using var console = await RunningConsole.StartAsync();
        var (process, next) = await console.Host.WarmUpAsync();
        var invoking = console.ChangeAsync(HttpMethod.Post, "functions/websocket-send/invocations", "{}");
        await process.Runtime.RespondAsync((await next).RequestId, "{}");
        var (_, answer) = await invoking;

        process.Write("late");

        var line = (await console.GetAsync("events?kinds=log"))["events"]!.AsArray().Single()!;
        Assert.Equal((string)answer!["messageId"]!, (string)line["messageId"]!);
    }

    [Theory]
    [InlineData("functions/websocket-send/invocations", "no json", HttpStatusCode.BadRequest)]
    [InlineData("functions/nobody/invocations", "{}", HttpStatusCode.NotFound)]
    [InlineData("connections/AAAAAAAAAAAAAAA=/frames", "x", HttpStatusCode.NotFound)]
    [InlineData("tables/none/clear", "", HttpStatusCode.NotFound)]
    [InlineData("nothing", "", HttpStatusCode.NotFound)]
    public async Task Change_ThatCannotBe_SaysWhy(string path, string body, HttpStatusCode expected)
    {
        await using var console = await RunningConsole.StartAsync();

        var (status, answer) = await console.ChangeAsync(HttpMethod.Post, path, body);

        Assert.Equal(expected, status);
        Assert.NotEmpty((string)answer!["message"]!);
    }

    [Fact]
    public async Task Stream_EventHappens_IsSentWithItsPlace()
    {
        await using var console = await RunningConsole.StartAsync();
        using var response = await console.Http.GetAsync(
            new Uri("/_console/api/events/stream?kinds=connected", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).Soon();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("retry: 1000", await lines.ReadLineAsync().Soon());

        var (client, id) = await console.ConnectAsync();
        await using var _1 = client;

        string? line;
        while ((line = await lines.ReadLineAsync().Soon())?.StartsWith("data: ", StringComparison.Ordinal) != true)
        {
            Assert.NotNull(line);
        }

        var batch = JsonNode.Parse(line!["data: ".Length..])!;
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(id, (string)batch["events"]!.AsArray().Single()!["connectionId"]!);
        Assert.Equal(0, (int)batch["lost"]!);
    }

    [Fact]
    public async Task Stream_ReaderFarBehind_SkipsToTheNewestAndCountsWhatItLeftOut()
    {
        await using var console = await RunningConsole.StartAsync();
        for (var i = 0; i < 3_000; i++)
        {
            console.Journal.Throttled(null, null, "x", "1 a second");
        }

        using var response = await console.Http.GetAsync(
            new Uri("/_console/api/events/stream?after=0", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).Soon();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        string? line;
        while ((line = await lines.ReadLineAsync().Soon())?.StartsWith("data: ", StringComparison.Ordinal) != true)
        {
            Assert.NotNull(line);
        }

        var batch = JsonNode.Parse(line!["data: ".Length..])!;
        Assert.Equal(1_000, (int)batch["lost"]!);
        Assert.Equal(1_001, (long)batch["events"]![0]!["sequence"]!);
    }

    // The last of a message's events is written after the client has its frame: asked until it is there.
    private static async Task<JsonNode[]> WayAsync(RunningConsole console, string messageId, string last)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var way = (await console.GetAsync($"events?message={Uri.EscapeDataString(messageId)}"))["events"]!.AsArray().Select(each => each!).ToArray();
            if (way.Any(each => (string)each["kind"]! == last))
            {
                return way;
            }

            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> ChangeFaultsAsync(RunningConsole console, HttpMethod method, string faults, string? token)
    {
        using var request = new HttpRequestMessage(method, "/_console/api/faults") { Content = new StringContent(faults) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await console.Http.SendAsync(request).Soon();
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
