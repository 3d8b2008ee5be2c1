using System.Net.WebSockets;
using System.Text;
using Chat.Emulator.Host;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Template;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Stacks;

/// <summary>Somebody's stack, as files in a folder, on a real emulator with a free port.</summary>
internal sealed class RunningStack : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private RunningStack(TemporaryFolder folder, RecordingLog log, LocalCloud cloud)
    {
        _folder = folder;
        Log = log;
        Cloud = cloud;
    }

    public RecordingLog Log { get; }

    public LocalCloud Cloud { get; }

    /// <summary>What the start warns of, one after the other.</summary>
    public string[] Warnings => [.. Log.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Message)];

    /// <param name="folder">Taken over.</param>
    /// <param name="assembly">What of it is started: a template's name, or none for the folder itself.</param>
    public static async Task<RunningStack> StartAsync(TemporaryFolder folder, string assembly = "template.yaml", Func<EmulatorOptions, EmulatorOptions>? with = null)
    {
        var log = new RecordingLog();
        try
        {
            var options = new EmulatorOptions { Assembly = Path.Combine(folder.Path, assembly), Port = 0, TlsFolder = Path.Combine(folder.Path, "tls") };
            var cloud = await LocalCloud.StartAsync(with?.Invoke(options) ?? options, logging => logging.AddProvider(log), CancellationToken.None)
                .WaitAsync(TimeSpan.FromSeconds(60));
            return new RunningStack(folder, log, cloud);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A template and the code of its functions in <c>code/</c>.</summary>
    public static Task<RunningStack> StartAsync(
        string template, (string Name, string Text)[] code, Func<EmulatorOptions, EmulatorOptions>? with = null)
    {
        var folder = new TemporaryFolder();
        folder.Write("template.yaml", template);
        foreach (var (name, text) in code)
        {
            folder.Write(Path.Combine("code", name), text);
        }

        return StartAsync(folder, with: with);
    }

    public Task<ClientWebSocket> ConnectAsync(Uri? url = null) => ConnectAsync(url ?? Cloud.Stages[0].WebSocketUrl, null);

    public static async Task<ClientWebSocket> ConnectAsync(Uri url, string? host)
    {
        var client = new ClientWebSocket();
        if (host is not null)
        {
            client.Options.SetRequestHeader("Host", host);
        }

        await client.ConnectAsync(url, CancellationToken.None).WaitAsync(LambdaHost.Limit);
        return client;
    }

    /// <summary>Connects, sends one message, and returns the first frame that comes.</summary>
    public async Task<string> AskAsync(string text = """{"action":"echo"}""", Uri? url = null)
    {
        using var client = await ConnectAsync(url);
        return await AskAsync(client, text);
    }

    public static async Task<string> AskAsync(ClientWebSocket client, string text)
    {
        await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).WaitAsync(LambdaHost.Limit);
        return await ReadAsync(client);
    }

    public static async Task<string> ReadAsync(ClientWebSocket client)
    {
        var buffer = new byte[64 * 1024];
        var received = await client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(LambdaHost.Limit);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        _folder.Dispose();
    }
}
