using System.Text.Json;
using System.Threading.Channels;
using Chat.Functions.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Functions.Tests.Rooms;

/// <summary>The chat's hub under <c>app.MapHub</c>, as any hub of ASP.NET Core.</summary>
public sealed class MapHubTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ChatHub_UnderMapHub_IsTheSameChat()
    {
        using var table = new MemoryDynamoDb { IsEverybodyOpen = true };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSignalR();
        builder.Services.AddTransient(_ => new ChatHub(new DynamoDbRoomStore(table, "connections", "rooms", TimeProvider.System), plain: null));
        await using var app = builder.Build();
        app.MapHub<ChatHub>("/chat");
        await app.StartAsync();
        await using var ada = await ConnectAsync("ada");
        await using var bob = await ConnectAsync("bob");
        var heard = Channel.CreateUnbounded<string>();
        ada.On<string, string>("joined", (room, name) => heard.Writer.TryWrite($"{name} joined {room}"));
        ada.On<string, string>("left", (room, name) => heard.Writer.TryWrite($"{name} left {room}"));
        ada.On<string, JsonElement>("message", (room, message) => heard.Writer.TryWrite($"{message.GetProperty("name")} in {room}: {message.GetProperty("text")}"));

        await ada.InvokeAsync<JsonElement>("Join", "lobby", null);
        var joined = await bob.InvokeAsync<JsonElement>("Join", "lobby", null);
        var receipt = await bob.InvokeAsync<JsonElement>("Send", "lobby", "1", "hello");
        await bob.StopAsync();

        Assert.Equal(2, joined.GetProperty("members").GetArrayLength());
        Assert.Equal(1, receipt.GetProperty("sequence").GetInt64());
        using var patience = new CancellationTokenSource(Patience);
        Assert.Equal("bob joined lobby", await heard.Reader.ReadAsync(patience.Token));
        Assert.Equal("bob in lobby: hello", await heard.Reader.ReadAsync(patience.Token));
        Assert.Equal("bob left lobby", await heard.Reader.ReadAsync(patience.Token));

        async Task<HubConnection> ConnectAsync(string name)
        {
            var connection = new HubConnectionBuilder().WithUrl($"{app.Urls.Single()}/chat?name={name}").Build();
            await connection.StartAsync().WaitAsync(Patience);
            return connection;
        }
    }
}
