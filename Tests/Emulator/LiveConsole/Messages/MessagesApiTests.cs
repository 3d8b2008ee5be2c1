using System.Net;
using System.Text.Json;
using Chat.Contracts.Console;
using Chat.Emulator.Gateway;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.LiveConsole.Messages;

/// <summary>A row a message, on real sockets: what went wrong says why.</summary>
public sealed class MessagesApiTests
{
    [Fact]
    public async Task Messages_OneThatWentWellAndOneThatThrew_AreTwoRowsAndOneHasAReason()
    {
        await using var console = await RunningConsole.StartAsync();
        var (process, next) = await console.Host.WarmUpAsync();
        var (client, id) = await console.ConnectAsync();
        await using var _1 = client;
        await client.SendTextAsync("""{"action":"sendMessage","message":"well"}""");
        await process.Runtime.RespondAsync((await next).RequestId, """{"statusCode":200,"body":"done"}""");
        Assert.Equal("done", await client.ReadTextAsync());
        next = process.Runtime.NextAsync();
        await client.SendTextAsync("""{"action":"sendMessage","message":"badly"}""");
        await process.Runtime.FailAsync(
            (await next).RequestId, """{"errorType":"TypeError","errorMessage":"x is not a function","trace":["TypeError: x is not a function","    at handler (index.js:3:9)"]}""");
        Assert.Contains("Internal server error", await client.ReadTextAsync(), StringComparison.Ordinal);

        var failed = await FailedAsync(console);
        var all = await AskAsync(console, "?limit=1000");

        Assert.Equal(
            (MessageKinds.Message, id, "sendMessage", "websocket-send", "TypeError", """{"action":"sendMessage","message":"badly"}"""),
            (failed.Kind, failed.ConnectionId, failed.RouteKey, failed.Function, failed.Outcome, failed.Text));
        Assert.Equal(new WhyView(Causes.Exception, "websocket-send threw TypeError: x is not a function, at handler (index.js:3:9)", failed.Why[0].Sequence), Assert.Single(failed.Why));
        var well = all.Messages.Single(message => message.Kind == MessageKinds.Message && !message.IsFailed);
        Assert.Equal(("200", 1, false), (well.Outcome, well.Deliveries, well.IsRunning));
        Assert.Equal(failed.Id, Assert.Single((await AskAsync(console, "?cause=exception&route=sendMessage")).Messages).Id);
        Assert.Empty((await AskAsync(console, "?failed=true&function=nobody")).Messages);
        Assert.Empty((await AskAsync(console, $"?after={all.Next}")).Messages);

        var detail = JsonSerializer.Deserialize(await TextAsync(console, $"/{Uri.EscapeDataString(failed.Id!)}"), ConsoleJson.Default.MessageDetailView)!;
        Assert.Equal(failed.Why, detail.Message.Why);
        Assert.Equal(EventKinds.FrameIn, detail.Events[0].Kind);
    }

    [Fact]
    public async Task Message_ThatNoRouteTakes_SaysWhatTheExpressionGave()
    {
        await using var console = await RunningConsole.StartAsync();
        var (client, _) = await console.ConnectAsync();
        await using var _1 = client;

        await client.SendTextAsync("""{"action":"shout"}""");
        Assert.Contains("Forbidden", await client.ReadTextAsync(), StringComparison.Ordinal);

        var failed = await FailedAsync(console);
        Assert.Equal(("Forbidden", (string?)null), (failed.Outcome, failed.RouteKey));
        Assert.Equal("No route: $request.body.action gives 'shout', which is no route's key, and the API has no $default route.", Assert.Single(failed.Why).Sentence);
    }

    [Fact]
    public async Task Message_OfWhichAFaultTakesTheFunction_NamesTheFault()
    {
        await using var console = await RunningConsole.StartAsync();
        var (client, _) = await console.ConnectAsync();
        await using var _1 = client;
        await console.ChangeAsync(HttpMethod.Put, "faults", "invocations.failed=100%");

        await client.SendTextAsync("""{"action":"sendMessage"}""");
        Assert.Contains("Internal server error", await client.ReadTextAsync(), StringComparison.Ordinal);

        var why = Assert.Single((await FailedAsync(console)).Why);
        Assert.Equal((Causes.Fault, "On purpose, by the fault invocations.failed: the function of the route sendMessage isn't called."), (why.Cause, why.Sentence));
    }

    [Fact]
    public async Task Frame_ThatIsTooLong_SaysTheLimitAndWhatCame()
    {
        await using var console = await RunningConsole.StartAsync();
        var (client, id) = await console.ConnectAsync();
        await using var _1 = client;

        await client.SendTextAsync(new string('x', 32 * 1024 + 1));
        await client.ReadCloseAsync();

        var failed = await FailedAsync(console);
        Assert.Equal((null, MessageKinds.Event, id), (failed.Id, failed.Kind, failed.ConnectionId));
        Assert.Equal("Closed by the gateway with 1009: a frame of 32,769 bytes, and a client's frame may have at most 32,768.", Assert.Single(failed.Why).Sentence);
    }

    [Fact]
    public async Task Messages_MoreThanTheLimit_AreTheNewestAndTheOthersAreCounted()
    {
        await using var console = await RunningConsole.StartAsync();
        var after = console.Journal.Next - 1;
        for (var i = 0; i < 5; i++)
        {
            console.Journal.Throttled(null, $"m{i}", "x", "1 a second");
        }

        var answer = await AskAsync(console, $"?after={after}&limit=2");

        Assert.Equal(["m3", "m4"], answer.Messages.Select(message => message.Id));
        Assert.Equal(3, answer.Lost);
    }

    [Fact]
    public async Task Message_ThatIsNotKept_Is404()
    {
        await using var console = await RunningConsole.StartAsync();

        using var response = await console.Http.GetAsync(new Uri("/_console/api/messages/none", UriKind.Relative)).Soon();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    // The last of a message's events is written after the client has its frame: asked until it is there.
    private static async Task<MessageView> FailedAsync(RunningConsole console)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            if ((await AskAsync(console, "?failed=true")).Messages is [{ IsRunning: false } failed])
            {
                return failed;
            }

            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<MessagesView> AskAsync(RunningConsole console, string query) =>
        JsonSerializer.Deserialize(await TextAsync(console, query), ConsoleJson.Default.MessagesView)!;

    private static Task<string> TextAsync(RunningConsole console, string rest) => console.Http.GetStringAsync(new Uri($"{ConsolePaths.Messages}{rest}", UriKind.Relative)).Soon();
}
