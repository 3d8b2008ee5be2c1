using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text.Json;
using Chat.Emulator.Host;
using Chat.Emulator.Host.Replay;
using Chat.Emulator.Host.Replay.Comparison;
using Chat.Emulator.Tests.Host.Tls;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Stacks;

namespace Chat.Emulator.Tests.Host.Replay;

/// <summary>Sessions of somebody's stack, recorded and replayed, with real functions, a real table and real sockets.</summary>
public sealed class ReplayTests
{
    // What a function answers that is another one each time, beside what isn't.
    private const string Answer = """
        JSON.stringify({
          said: JSON.parse(event.body).text, you: event.requestContext.connectionId, request: event.requestContext.requestId,
          id: require('crypto').randomUUID(), at: new Date().toISOString(), now: Date.now(), expires: Math.floor(Date.now() / 1000) + 7200,
        })
        """;

    [Boto3Fact]
    public async Task TutorialChat_Unchanged_HasNoDifference()
    {
        using var stack = new RecordedStack(TutorialStack.Template, TutorialStack.Code);
        await stack.RecordAsync(ChatAsync);

        var (code, output, errors) = await stack.ReplayAsync();

        Assert.Equal(("No difference: 3 connections, 3 frames sent, 8 of 8 deliveries as recorded.\n", "", 0), (output, errors, code));
    }

    [Boto3Fact]
    public async Task TutorialChat_WithAnotherFunction_HasItsDifferenceAndNoOther()
    {
        using var stack = new RecordedStack(TutorialStack.Template, TutorialStack.Code);
        await stack.RecordAsync(ChatAsync);

        // Shouts what is said with an exclamation mark.
        stack.Change(("send.py", TutorialStack.Send.Replace(
            """json.loads(event["body"])["message"]""", """(lambda text: text.upper() if text.endswith("!") else text)(json.loads(event["body"])["message"])""", StringComparison.Ordinal)));
        var (code, output, _) = await stack.ReplayAsync();

        Assert.Equal(
            """
            each of connections 1, 2, 3 hears a different frame, after frame 10 of connection 2: {"action": "sendMessage", "message": "hi there!"}
              - hi there!
              + HI THERE!

            1 difference: 3 connections, 3 frames sent, 5 of 8 deliveries as recorded.

            """,
            System.Text.RegularExpressions.Regex.Replace(output, "frame [0-9]+ of", "frame 10 of"));
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task Answers_WithIdsAndTimes_AreTheSame()
    {
        using var stack = new RecordedStack(StackText.Echo(), StackText.Answers(Answer));
        await stack.RecordAsync(cloud => AskAsync(cloud, "one", "two"));

        var (code, output, _) = await stack.ReplayAsync();

        Assert.Equal((0, "No difference: 1 connection, 2 frames sent, 2 of 2 deliveries as recorded.\n"), (code, output));
    }

    [Fact]
    public async Task Answers_WithAnotherField_AreToldByIt()
    {
        using var stack = new RecordedStack(StackText.Echo(), StackText.Answers(Answer));
        await stack.RecordAsync(cloud => AskAsync(cloud, "one", "two"));

        stack.Change(StackText.Answers(Answer.Replace("+ 7200", "+ 3600", StringComparison.Ordinal)));
        var (code, output, _) = await stack.ReplayAsync(isJson: true);

        using var json = JsonDocument.Parse(output);
        var differences = json.RootElement.GetProperty("differences");
        Assert.Equal((1, 2), (code, differences.GetArrayLength()));
        Assert.All(differences.EnumerateArray(), difference => Assert.StartsWith(
            "$.expires: ", Assert.Single(difference.GetProperty("where").EnumerateArray()).GetString(), StringComparison.Ordinal));

        Assert.Equal(0, (await stack.ReplayAsync(ReplaySettings.Default with { Ignored = IgnoredParts.Read(["$.expires"]) })).Code);
    }

    // What the stack gives a client is another one in the replay, and so is what the client gives back.
    [Fact]
    public async Task Frames_WithIdsThatTheClientHeard_AreSentWithTheReplaysOwn()
    {
        const string Remembering = """
            const ids = new Set();
            exports.handler = async (event) => {
              const { id } = JSON.parse(event.body);
              if (id) {
                return { statusCode: 200, body: JSON.stringify({ known: ids.has(id), you: id === event.requestContext.connectionId }) };
              }
              const token = require('crypto').randomBytes(9).toString('hex');
              const fresh = require('crypto').randomUUID();
              [fresh, token].forEach(each => ids.add(each));
              return { statusCode: 200, body: JSON.stringify({ id: fresh, token, you: event.requestContext.connectionId }) };
            };
            """;
        using var stack = new RecordedStack(StackText.Echo(), ("index.js", Remembering));
        var token = "";
        var recording = await stack.RecordAsync(async cloud =>
        {
            using var client = await ConnectAsync(cloud);
            using var heard = JsonDocument.Parse(await RunningStack.AskAsync(client, """{"action":"echo"}"""));
            token = heard.RootElement.GetProperty("token").GetString()!;
            foreach (var name in (string[])["id", "you", "token"])
            {
                await RunningStack.AskAsync(client, $$"""{"action":"echo","id":"{{heard.RootElement.GetProperty(name).GetString()}}"}""");
            }
        });

        var (code, output, errors) = await stack.ReplayAsync();

        Assert.DoesNotContain(token, recording, StringComparison.Ordinal);
        Assert.Contains("""{\"known\":true,\"you\":false}""", recording, StringComparison.Ordinal);
        Assert.Equal(("No difference: 1 connection, 4 frames sent, 4 of 4 deliveries as recorded.\n", "", 0), (output, errors, code));
    }

    [Fact]
    public async Task Secrets_OfHandshakesAndFrames_AreNotInTheFileAndCanBeGiven()
    {
        const string Secret = "n0t-f0r-y0u-1234";
        const string Checks = """JSON.parse(event.body).password === 'n0t-f0r-y0u-1234' ? 'welcome' : 'who are you?'""";
        using var stack = new RecordedStack(StackText.Echo(), StackText.Answers(Checks));
        var recording = await stack.RecordAsync(async cloud =>
        {
            using var client = new ClientWebSocket();
            client.Options.SetRequestHeader("Authorization", $"Bearer {Secret}");
            client.Options.SetRequestHeader("Cookie", "session=s3ss10n-1");
            await client.ConnectAsync(new Uri(cloud.Stages[0].WebSocketUrl, $"?token={Secret}&room=lobby"), CancellationToken.None).WaitAsync(LambdaHost.Limit);
            Assert.Equal("welcome", await RunningStack.AskAsync(client, $$"""{"action":"echo","password":"{{Secret}}"}"""));
        });

        Assert.DoesNotContain(Secret, recording, StringComparison.Ordinal);
        Assert.DoesNotContain("s3ss10n-1", recording, StringComparison.Ordinal);
        Assert.Contains("room=lobby", recording, StringComparison.Ordinal);

        var without = await stack.ReplayAsync();
        Assert.Equal(2, without.Code);
        Assert.Contains("leaves out secrets that its clients sent: authorization, cookie.", without.Errors, StringComparison.Ordinal);

        var secrets = ImmutableDictionary<string, string>.Empty.Add("cookie", "");
        var right = await stack.ReplayAsync(ReplaySettings.Default with { Secrets = secrets.Add("authorization", Secret) });
        Assert.Equal((0, ""), (right.Code, right.Errors));

        var wrong = await stack.ReplayAsync(ReplaySettings.Default with { Secrets = secrets.Add("authorization", "wrong") });
        Assert.Equal(1, wrong.Code);
        Assert.Contains("- welcome\n  + who are you?", wrong.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_GivenEmpty_LeavesOutItsHeaderAndParameter()
    {
        using var stack = new RecordedStack(StackText.Echo() + StackText.Route("$connect"), StackText.Answers("event.body"));
        await stack.RecordAsync(async cloud =>
        {
            using var client = new ClientWebSocket();
            client.Options.SetRequestHeader("Authorization", "Bearer n0t-f0r-y0u-1234");
            await client.ConnectAsync(new Uri(cloud.Stages[0].WebSocketUrl, "?token=n0t-f0r-y0u-5678&room=lobby"), CancellationToken.None).WaitAsync(LambdaHost.Limit);
        });

        // Lets in only who has neither.
        stack.Change(("index.js", """
            exports.handler = async ({ requestContext, headers, queryStringParameters }) => {
              const names = requestContext.routeKey === '$connect' ? [...Object.keys(headers), ...Object.keys(queryStringParameters)] : [];
              return { statusCode: names.some(name => /^(authorization|token)$/i.test(name)) || !names.includes('room') && names.length ? 403 : 200 };
            };
            """));
        var secrets = ImmutableDictionary<string, string>.Empty.Add("authorization", "").Add("token", "");
        var (code, output, errors) = await stack.ReplayAsync(ReplaySettings.Default with { Secrets = secrets }, isJson: true);

        using var json = JsonDocument.Parse(output);
        Assert.Equal((0, "", 0), (code, errors, json.RootElement.GetProperty("alreadyOpen").GetInt32()));
    }

    [Fact]
    public async Task Handshake_ThatIsRefusedNow_IsTheDifferenceAndItsFramesAreCounted()
    {
        var template = StackText.Echo() + StackText.Route("$connect");
        const string Before = "event.requestContext.routeKey";
        using var stack = new RecordedStack(template, StackText.Answers(Before));
        await stack.RecordAsync(cloud => AskAsync(cloud, "one", "two"));

        stack.Change(("index.js", "exports.handler = async (event) => ({ statusCode: event.requestContext.routeKey === '$connect' ? 403 : 200 });"));
        var (code, output, _) = await stack.ReplayAsync();

        Assert.Equal(1, code);
        Assert.StartsWith("connection 1's handshake ended differently\n  - open\n  + refused with 403", output, StringComparison.Ordinal);
        Assert.Contains("2 frames couldn't be sent, because connection 1 wasn't open", output, StringComparison.Ordinal);
        Assert.EndsWith("1 difference: 1 connection, 0 frames sent, 0 of 2 deliveries as recorded.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_ThatFailsNow_IsTheDifference()
    {
        using var stack = new RecordedStack(StackText.Echo(), StackText.Answers("event.body"));
        await stack.RecordAsync(cloud => AskAsync(cloud, "one"));

        stack.Change(("index.js", "exports.handler = async () => { throw new Error('boom'); };"));
        var (code, output, _) = await stack.ReplayAsync();

        Assert.Equal(1, code);
        Assert.Contains("- {\"action\":\"echo\",\"text\":\"one\"}\n  + {\"message\": \"Internal server error\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stack_WithoutTheStage_IsNotRun()
    {
        using var stack = new RecordedStack(StackText.Echo(), StackText.Answers("event.body"));
        await stack.RecordAsync(cloud => AskAsync(cloud, "one"));

        var (code, _, errors) = await stack.ReplayAsync(with: options =>
        {
            File.WriteAllText(options.Assembly, File.ReadAllText(options.Assembly).Replace("StageName: dev", "StageName: prod", StringComparison.Ordinal));
            return options;
        });

        Assert.Equal(2, code);
        Assert.Contains("recorded on the stage 'dev', and the stack's are: prod", errors, StringComparison.Ordinal);
    }

    // Two APIs with a stage of the same name each: which one a client used is in the recording.
    [Fact]
    public async Task Apis_WithStagesOfOneName_AreEachAskedAgain()
    {
        var second = StackText.Api.Replace("  Api:", "  Other:", StringComparison.Ordinal).Replace("  Dev:", "  OtherDev:", StringComparison.Ordinal)
            .Replace("Name: api", "Name: other", StringComparison.Ordinal).Replace("!Ref Api", "!Ref Other", StringComparison.Ordinal);
        using var stack = new RecordedStack(StackText.Echo(more: second + StackText.Route(api: "Other")), StackText.Answers("event.requestContext.apiId"));
        await stack.RecordAsync(async cloud =>
        {
            foreach (var stage in cloud.Stages.Reverse())
            {
                using var client = await RunningStack.ConnectAsync(stage.WebSocketUrl, null);
                Assert.Equal(stage.Api.ApiId, await RunningStack.AskAsync(client, """{"action":"echo"}"""));
            }
        });

        var (code, output, _) = await stack.ReplayAsync();

        Assert.Equal((0, "No difference: 2 connections, 2 frames sent, 2 of 2 deliveries as recorded.\n"), (code, output));
    }

    [Fact]
    public async Task Replay_OfWhatIsNoRecording_IsNotRun()
    {
        using var stack = new RecordedStack(StackText.Echo(), StackText.Answers("event.body"));
        await File.WriteAllTextAsync(stack.File, "no recording");

        var (code, output, errors) = await stack.ReplayAsync(isJson: true);

        Assert.Equal(2, code);
        Assert.Contains("its first line isn't", errors, StringComparison.Ordinal);
        Assert.Contains("its first line isn't", JsonDocument.Parse(output).RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task ChatAsync(LocalCloud cloud)
    {
        using var ada = await ConnectAsync(cloud);
        using var bob = await ConnectAsync(cloud);
        using var eve = await ConnectAsync(cloud);
        await SayAsync("hello", ada, bob, eve);
        await SayAsync("hi there!", bob, ada, eve);
        var departure = new Departure(cloud.Sessions);
        await eve.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", CancellationToken.None).WaitAsync(LambdaHost.Limit);
        await departure.Through.WaitAsync(LambdaHost.Limit);
        await SayAsync("without eve", ada, bob);
    }

    private static async Task SayAsync(string text, ClientWebSocket speaker, params ClientWebSocket[] others)
    {
        Assert.Equal(text, await RunningStack.AskAsync(speaker, $$"""{"action": "sendMessage", "message": "{{text}}"}"""));
        foreach (var other in others)
        {
            Assert.Equal(text, await RunningStack.ReadAsync(other));
        }
    }

    private static async Task AskAsync(LocalCloud cloud, params string[] texts)
    {
        using var client = await ConnectAsync(cloud);
        foreach (var text in texts)
        {
            await RunningStack.AskAsync(client, $$"""{"action":"echo","text":"{{text}}"}""");
        }
    }

    private static Task<ClientWebSocket> ConnectAsync(LocalCloud cloud) => RunningStack.ConnectAsync(cloud.Stages[0].WebSocketUrl, null);
}
