using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Chat.Packages.Tests;

/// <summary>The installed tool, running a stack. All that it says is kept for a failure's message.</summary>
internal sealed class StartedTool : IAsyncDisposable
{
    private const string Ready = "ready ";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private StartedTool(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, data) => Hear(data.Data);
        _process.ErrorDataReceived += (_, data) => Hear(data.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("It ended."));
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The address of the one stage.</summary>
    public Uri Url { get; private set; } = new("ws://none");

    public static async Task<StartedTool> StartAsync(PackageFeed feed, string folder, params string[] arguments)
    {
        var tool = new StartedTool(PackageFeed.In(folder, feed.Tool, arguments));
        tool._process.Start();
        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        try
        {
            tool.Url = await tool._ready.Task.WaitAsync(Limit);
            return tool;
        }
        catch (Exception e)
        {
            var said = tool.Output;
            await tool.DisposeAsync();
            throw new InvalidOperationException($"The tool wasn't ready. It said:\n{said}", e);
        }
    }

    public async Task<ClientWebSocket> ConnectAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(Url, limit.Token);
            return socket;
        }
        catch (WebSocketException e)
        {
            throw new InvalidOperationException($"{Url} didn't let a client in. The tool said:\n{Output}", e);
        }
    }

    public static async Task SendAsync(ClientWebSocket socket, string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    public async Task<string> HearAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new byte[1000];
        try
        {
            var message = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            return Encoding.UTF8.GetString(buffer, 0, message.Count);
        }
        catch (OperationCanceledException e)
        {
            throw new InvalidOperationException($"Nothing was heard. The tool said:\n{Output}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line?.StartsWith(Ready, StringComparison.Ordinal) == true)
        {
            _ready.TrySetResult(new Uri(line[Ready.Length..]));
        }
    }
}
