using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Chat.Emulator.Options;
using Chat.EndToEnd.Tests.Rooms;
using Chat.EndToEnd.Tests.Telemetry;
using Microsoft.AspNetCore.SignalR;

namespace Chat.EndToEnd.Tests.Identity;

/// <summary>The stack with its authorizer, as a process that sends telemetry: who is let in, and that nobody finds a token afterwards.</summary>
public sealed class TokenSecrecyTests
{
    private static readonly string[] Tables = ["websocket-connections", "websocket-members", "websocket-rooms"];

    // A stack from Aspire's dashboard or from anywhere tells more than one from production: everything that can be said is.
    private static readonly Dictionary<string, string> Talkative = new()
    {
        ["Logging__LogLevel__Default"] = "Trace",
        ["Logging__LogLevel__Microsoft.AspNetCore.HttpLogging"] = "Trace",
        ["AWS_LAMBDA_LOG_LEVEL"] = "TRACE",
    };

    [LinuxFact]
    public async Task Tokens_OfAllWhoCameOrWereRefused_AreFoundNowhere()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var emulator = RunningProcess.StartWith(
            receiver.Environment.Concat(Talkative).ToDictionary(),
            Repository.Dotnet,
            Repository.Emulator,
            Repository.SignInAssembly,
            "--port",
            "0",
            "--run",
            $"{EmulatorOptions.EveryFunction}=\"{Repository.Dotnet}\" \"{Repository.Functions}\"");
        var url = await emulator.WaitUntilReadyAsync();
        var tokens = new List<string>();

        // By SignalR's client, in a header; and as its client in a browser does, in the query.
        await using var ada = await Member.ConnectAsync(url, "somebody else", token: Remember(DevelopmentTokens.Create("Ada Lovelace")));
        await using var bob = await Member.ConnectAsync(new Uri($"{url}?access_token={Remember(DevelopmentTokens.Create("Bob"))}"), null);
        await using var plain = await ChatClient.ConnectAsync(new Uri($"{url}?access_token={Remember(DevelopmentTokens.Create("Carla"))}"));
        Assert.Equal("Ada Lovelace", (await ada.JoinAsync("lobby")).GetProperty("name").GetString());
        Assert.Equal(["Ada Lovelace", "Bob"], (await bob.JoinAsync("lobby")).GetProperty("members").EnumerateArray().Select(name => name.GetString()));
        await bob.SayAsync("lobby", "hello");
        Assert.Equal("hello", await plain.ReceiveAsync());
        await Assert.ThrowsAsync<HubException>(() => ada.CallAsync("Dance"));

        await RefusedAsync(null);
        await RefusedAsync(Remember(DevelopmentTokens.Create("Eve", secret: "a secret of her own, and a long one at that")));
        await RefusedAsync(Remember(DevelopmentTokens.Create("Late", valid: TimeSpan.FromMinutes(-2))));
        await RefusedAsync(Remember("bm90LWEtdG9rZW4tYXQtYWxsLWJ1dC1zZWNyZXQ"));

        // The console, as its page and scripts see it.
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{url.Port}/_console/api/") };
        var seen = new List<string>();
        foreach (var path in (string[])["state", "connections?limit=1000", "events?limit=1000", "functions?limit=1000", .. Tables.Select(table => $"tables/{table}/rows?limit=1000")])
        {
            seen.Add(await http.GetStringAsync(path));
        }

        foreach (var connection in JsonDocument.Parse(seen[1]).RootElement.GetProperty("connections").EnumerateArray())
        {
            seen.Add(await http.GetStringAsync($"connections/{Uri.EscapeDataString(connection.GetProperty("id").GetString()!)}?limit=1000"));
        }

        emulator.Signal(RunningProcess.Interrupt);
        Assert.Equal(0, await emulator.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        seen.Add(emulator.Output);
        seen.AddRange(receiver.Raw);

        // It was looked where it could have been: the authorizer's events, its reasons, its spans, the rows.
        Assert.Contains("the token of connection", emulator.Output, StringComparison.Ordinal);
        Assert.Contains(seen, text => text.Contains("Authorization", StringComparison.Ordinal) && text.Contains(new string('*', 40), StringComparison.Ordinal));
        Assert.Contains(seen, text => text.Contains("access_token", StringComparison.Ordinal));
        Assert.Contains(receiver.Raw, text => text.Contains("websocket-authorizer", StringComparison.Ordinal));
        Assert.Contains(seen, text => text.Contains("user-Ada Lovelace", StringComparison.Ordinal));
        foreach (var part in tokens.SelectMany(token => token.Split('.')).Where(part => part.Length > 20 && !IsAHeader(part)))
        {
            Assert.All(seen, text => Assert.False(text.Contains(part, StringComparison.Ordinal), $"a token's part stands in: {Around(text, part)}"));
        }

        string Remember(string token)
        {
            tokens.Add(token);
            return token;
        }

        async Task RefusedAsync(string? token)
        {
            using var socket = new ClientWebSocket();
            socket.Options.CollectHttpResponseDetails = true;
            if (token is not null)
            {
                socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            }

            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(url, CancellationToken.None));
            Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        }
    }

    // {"alg":"HS256","typ":"JWT"}: every token's, and no secret.
    private static bool IsAHeader(string part) => part.StartsWith("eyJhbGciOi", StringComparison.Ordinal);

    private static string Around(string text, string part)
    {
        var at = text.IndexOf(part, StringComparison.Ordinal);
        return text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 80)];
    }
}
