using System.Collections.Concurrent;
using System.Text;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Host.Reload;

/// <summary>A function's code changes while clients are connected.</summary>
public sealed class CodeReloadTests
{
    [Fact]
    public async Task NodeFunction_Changed_OpenConnectionGetsTheNewAnswer()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("'one'"));
        using var client = await watched.ConnectAsync();
        Assert.Equal("one", await WatchedCloud.AskAsync(client));

        watched.Write("code/index.js", WatchedCloud.Code("'two'"));

        Assert.Equal("function answerer (code)", await watched.Log.NextRedeployedAsync());
        Assert.Equal("two", await WatchedCloud.AskAsync(client));
    }

    [PythonFact]
    public async Task PythonFunction_Changed_OpenConnectionGetsTheNewAnswer()
    {
        const string Code = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'one'}\n";
        await using var watched = await WatchedCloud.StartAsync("index.py", Code, WatchedCloud.Template(runtime: "python3.13"));
        using var client = await watched.ConnectAsync();
        Assert.Equal("one", await WatchedCloud.AskAsync(client));

        watched.Write("code/index.py", Code.Replace("one", "two", StringComparison.Ordinal));

        Assert.Equal("function answerer (code)", await watched.Log.NextRedeployedAsync());
        Assert.Equal("two", await WatchedCloud.AskAsync(client));
    }

    [Fact]
    public async Task Event_UnderWayDuringAReload_IsFinishedByTheOldCode()
    {
        using var signals = new TemporaryFolder();
        string begun = Path.Combine(signals.Path, "begun"), goOn = Path.Combine(signals.Path, "go-on");
        await using var watched = await WatchedCloud.StartAsync($$"""
            const { existsSync, writeFileSync } = require('node:fs');
            exports.handler = async () => {
              writeFileSync('{{begun}}', '');
              while (!existsSync('{{goOn}}')) await new Promise((done) => setTimeout(done, 10));
              return { statusCode: 200, body: 'old' };
            };
            """);
        using var waits = await watched.ConnectAsync();
        using var other = await watched.ConnectAsync();
        var answer = WatchedCloud.AskAsync(waits);
        using (var limit = new CancellationTokenSource(Patience.Limit))
        {
            while (!File.Exists(begun))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
            }
        }

        watched.Write("code/index.js", WatchedCloud.Code("'new'"));
        await watched.Log.NextRedeployedAsync();
        Assert.Equal("new", await WatchedCloud.AskAsync(other));
        Assert.False(answer.IsCompleted);
        signals.Write("go-on", "");

        Assert.Equal("old", await answer);
    }

    [Fact]
    public async Task Code_CantStart_OldStaysUntilItIsRight()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("'one'"));
        using var client = await watched.ConnectAsync();

        watched.Write("code/index.js", "exports.handler = ;");

        var reason = await watched.Log.NextRefusedAsync();
        Assert.Contains("The function answerer can't start", reason, StringComparison.Ordinal);
        Assert.Contains("SyntaxError", reason, StringComparison.Ordinal);
        Assert.Equal("one", await WatchedCloud.AskAsync(client));

        watched.Write("code/index.js", WatchedCloud.Code("'two'"));
        await watched.Log.NextRedeployedAsync();
        Assert.Equal("two", await WatchedCloud.AskAsync(client));
    }

    [Fact]
    public async Task File_WrittenBitByBit_IsTakenOnceItIsWhole()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("'one'"));
        using var client = await watched.ConnectAsync();
        var code = WatchedCloud.Code("'two'");

        await using (var file = new FileStream(Path.Combine(watched.CodeFolder, "index.js"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
        {
            // As a build does it that is slow, and slower than the emulator's own pauses now and then.
            foreach (var (bit, pause) in Encoding.UTF8.GetBytes(code).Chunk(code.Length / 6).Zip([100, 100, 700, 100, 100, 100, 0]))
            {
                await file.WriteAsync(bit);
                await file.FlushAsync();
                Assert.Equal("one", await WatchedCloud.AskAsync(client));
                await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, CancellationToken.None);
            }
        }

        // The first that the watch says: nothing was refused on the way.
        Assert.Equal("function answerer (code)", await watched.Log.NextRedeployedAsync());
        Assert.Equal("two", await WatchedCloud.AskAsync(client));
    }

    [Fact]
    public async Task Burst_OfChanges_IsOneRedeployment()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("require('fs').readdirSync(__dirname).length"));
        using var client = await watched.ConnectAsync();

        for (var n = 0; n < 100; n++)
        {
            watched.Write($"code/lib/{n}.js", $"// {n}");
            watched.Write($"code/{n}.js", $"// {n}");
        }

        Assert.Equal("function answerer (code)", await watched.Log.NextRedeployedAsync());
        Assert.Equal("102", await WatchedCloud.AskAsync(client));

        // What comes next is the next change and not a rest of the burst.
        watched.Write("template.yaml", WatchedCloud.Template(variable: "next"));
        Assert.Equal("function answerer (configuration)", await watched.Log.NextRedeployedAsync());
    }

    [Fact]
    public async Task Files_WrittenWithWhatTheyHold_ChangeNothing()
    {
        var code = WatchedCloud.Code("process.pid");
        await using var watched = await WatchedCloud.StartAsync(code);
        using var client = await watched.ConnectAsync();
        var process = await WatchedCloud.AskAsync(client);
        await watched.Log.NextUnchangedAsync();

        watched.Write("code/index.js", code);
        watched.Write("template.yaml", "# another comment\n" + WatchedCloud.Template());
        await watched.Log.NextUnchangedAsync();

        Assert.Equal(process, await WatchedCloud.AskAsync(client));
        watched.Write("code/index.js", WatchedCloud.Code("'other'"));
        Assert.Equal("function answerer (code)", await watched.Log.NextRedeployedAsync());
    }

    [Fact]
    public async Task Folder_RemovedAndMadeAgain_IsWatchedStill()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("'one'"));
        using var client = await watched.ConnectAsync();

        Directory.Delete(watched.CodeFolder, recursive: true);
        watched.Write("code/index.js", WatchedCloud.Code("'two'"));
        await watched.Log.NextRedeployedAsync();
        Assert.Equal("two", await WatchedCloud.AskAsync(client));

        watched.Write("code/index.js", WatchedCloud.Code("'three'"));
        await watched.Log.NextRedeployedAsync();
        Assert.Equal("three", await WatchedCloud.AskAsync(client));
    }

    [Fact]
    public async Task Messages_FlowDuringReloads_EachIsAnsweredOnce()
    {
        static string Code(string version) => WatchedCloud.Code($"(await new Promise((done) => setTimeout(done, 20)), event.body + ' {version}')");
        await using var watched = await WatchedCloud.StartAsync(Code("one"));
        using var client = await watched.ConnectAsync();
        using var enough = new CancellationTokenSource();
        var answers = new ConcurrentQueue<string>();
        var sent = 0;
        var sending = SendAsync();
        var receiving = ReceiveAsync();

        foreach (var version in new[] { "two", "three" })
        {
            watched.Write("code/index.js", Code(version));
            await watched.Log.NextRedeployedAsync();
            await UntilAnsweredByAsync(version);
        }

        await enough.CancelAsync();
        await sending;
        await receiving.Soon();

        Assert.Equal(Enumerable.Range(0, sent), answers.Select(answer => int.Parse(answer.Split(' ')[0], null)).Order());
        Assert.Equal(["one", "three", "two"], answers.Select(answer => answer.Split(' ')[1]).Distinct().Order(StringComparer.Ordinal));

        async Task SendAsync()
        {
            while (!enough.IsCancellationRequested)
            {
                await client.SendAsync(
                    Encoding.UTF8.GetBytes($"{sent}"), System.Net.WebSockets.WebSocketMessageType.Text, true, CancellationToken.None);
                Interlocked.Increment(ref sent);
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
            }
        }

        async Task ReceiveAsync()
        {
            while (!sending.IsCompleted || answers.Count < Volatile.Read(ref sent))
            {
                answers.Enqueue(await WatchedCloud.ReadAsync(client));
            }
        }

        async Task UntilAnsweredByAsync(string version)
        {
            using var limit = new CancellationTokenSource(Patience.Limit);
            while (!answers.Any(answer => answer.EndsWith(version, StringComparison.Ordinal)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
            }
        }
    }
}
