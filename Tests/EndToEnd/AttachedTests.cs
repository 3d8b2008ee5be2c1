using System.Collections.Immutable;
using System.Net.Http.Json;
using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests;

/// <summary>Functions that somebody else starts, with the environment that the emulator tells them.</summary>
public sealed class AttachedTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [LinuxFact]
    public async Task Functions_StartedElsewhere_AreTheChat()
    {
        using var limit = new CancellationTokenSource(Limit);
        var attached = Repository.Chat with { Attached = ["websocket-connect", "websocket-disconnect", "websocket-send", "websocket-hub", "websocket-broadcast"], Run = ImmutableDictionary<string, string>.Empty };
        await using var cloud = await LocalCloud.StartAsync(attached, limit.Token);
        var stage = cloud.Stages.Single();
        var started = new List<RunningProcess>();
        try
        {
            foreach (var function in cloud.Stack.Functions)
            {
                using var http = new HttpClient { BaseAddress = stage.CallbackUrl };
                var environment = await http.GetFromJsonAsync<Dictionary<string, string>>(
                    $"/_functions/{function.Name}/environment", limit.Token);
                started.Add(RunningProcess.StartWith(environment!, Repository.Dotnet, Repository.Functions));
            }

            await using var client = await ChatClient.ConnectAsync(stage.WebSocketUrl);
            await client.SayAsync("hello");
            Assert.Equal("hello", await client.ReceiveAsync());
        }
        finally
        {
            foreach (var process in started)
            {
                await process.DisposeAsync();
            }
        }
    }
}
