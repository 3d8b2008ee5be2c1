using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

// A room of the chat in a terminal: what is said is written to standard output, each line of standard input is said.
if (args is not [var address, ..] || !Uri.TryCreate(address, UriKind.Absolute, out _))
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project Terminal -- ws://127.0.0.1:4510/demo [ROOM] [NAME]");
    return 2;
}

var room = args.ElementAtOrDefault(1) ?? "lobby";
var name = args.ElementAtOrDefault(2) ?? Environment.UserName;
Position? last = null;

// The name is this client's own for as long as it knows the secret: a lost connection can't keep it from coming back.
var query = $"hub=chat&name={Uri.EscapeDataString(name)}&client={Guid.NewGuid():N}";
await using var connection = new HubConnectionBuilder()
    .WithUrl($"{address}?{query}", options =>
    {
        options.SkipNegotiation = true;
        options.Transports = HttpTransportType.WebSockets;
    })
    .WithAutomaticReconnect([TimeSpan.Zero, .. Enumerable.Repeat(TimeSpan.FromSeconds(5), 1_000)])
    .Build();
connection.On<string, Message>("message", (_, message) => Show(message));
connection.On<string, string>("joined", (_, who) => Console.Error.WriteLine($"{who} is here"));
connection.On<string, string>("left", (_, who) => Console.Error.WriteLine($"{who} has left"));
connection.Reconnected += _ => JoinAsync();

try
{
    await connection.StartAsync();
    await JoinAsync();
    while (await Console.In.ReadLineAsync() is { } line)
    {
        if (line.Length > 0)
        {
            await SayAsync(line);
        }
    }

    return 0;
}
catch (Exception e) when (e is HubException or HttpRequestException or System.Net.WebSockets.WebSocketException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

// Again and again while there is more, from the last message that was seen.
async Task JoinAsync()
{
    Joined joined;
    do
    {
        joined = await connection.InvokeAsync<Joined>("Join", room, last);
        joined.Messages.ForEach(Show);
    }
    while (joined.HasMore);
}

// By an id of its own: without an answer it is sent once more, and is still one message.
async Task SayAsync(string text)
{
    var id = Guid.NewGuid().ToString("N");
    for (; ; )
    {
        try
        {
            await connection.InvokeAsync("Send", room, id, text);
            return;
        }
        catch (Exception e) when (e is not HubException && connection.State != HubConnectionState.Disconnected)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }
}

void Show(Message message)
{
    var position = new Position(message.Epoch, message.Sequence);
    if (last is null || (position.Epoch, position.Sequence).CompareTo((last.Epoch, last.Sequence)) > 0)
    {
        last = position;
        Console.WriteLine($"{message.SentAt.ToLocalTime():HH:mm} {message.Name}: {message.Text}");
    }
}

internal sealed record Position(long Epoch, long Sequence);

internal sealed record Message(long Epoch, long Sequence, string Name, string Text, DateTimeOffset SentAt);

internal sealed record Joined(List<Message> Messages, bool HasMore);
