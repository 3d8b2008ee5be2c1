using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Chat.Emulator.Lambda.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Lambda.Processes;

[SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class GuardedProcessesTests : IAsyncLifetime
{
    private readonly GuardedProcesses _processes = new(NullLogger<GuardedProcesses>.Instance, TimeProvider.System);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _processes.DisposeAsync();

    [Fact]
    public async Task Output_BothStreams_ArrivesInOrderBeforeTheExit()
    {
        var lines = new ConcurrentQueue<ChildOutput>();
        var child = await StartAsync(Children.Node(
            "for (let i = 0; i < 1000; i++) console.log(`out ${i} \\u2028 é`); console.error('err\\r'); process.stdout.write('no newline')",
            lines.Enqueue));

        Assert.Equal(0, await child.Exited.WaitAsync(Children.Limit));

        var output = lines.Where(line => !line.IsError).Select(line => line.Line);
        Assert.Equal([.. Enumerable.Range(0, 1000).Select(i => $"out {i} \u2028 é"), "no newline"], output);
        Assert.Equal([new ChildOutput("err", IsError: true)], lines.Where(line => line.IsError));
    }

    [Fact]
    public async Task Exited_ChildEndsByItself_HasItsExitCode()
    {
        var child = await StartAsync(Children.Node("process.exit(7)"));

        Assert.Equal(7, await child.Exited.WaitAsync(Children.Limit));
    }

    [LinuxFact]
    public async Task Kill_ChildHasADetachedGrandchild_EndsItToo()
    {
        var lines = Children.Lines();
        var start = Children.Shell("setsid sleep 600 & echo $!; wait", line => lines.Writer.TryWrite(line));
        var child = await StartAsync(start with { Environment = start.Environment.Add("MARK", "of this child alone"), Mark = "MARK" });
        var grandchild = int.Parse(await lines.NextLineAsync(), CultureInfo.InvariantCulture);
        Assert.True(Children.IsAlive(grandchild));

        child.Kill();

        await child.Exited.WaitAsync(Children.Limit);
        await Children.GoneAsync(grandchild);
    }

    [LinuxFact]
    public async Task Exited_ChildLeavesADaemonBehind_EndsItAndNoOneElses()
    {
        var lines = Children.Lines();
        var other = await StartAsync(Marked("sleep 600", "another child's"));
        var start = Marked("(setsid sh -c 'sleep 600 & echo $!; wait' &) ; sleep 0.2", "this child's");

        var child = await StartAsync(start);
        var daemon = int.Parse(await lines.NextLineAsync(), CultureInfo.InvariantCulture);
        await child.Exited.WaitAsync(Children.Limit);

        await Children.GoneAsync(daemon);
        Assert.True(Children.IsAlive(other.Id));

        ChildProcessStart Marked(string script, string mark)
        {
            var shell = Children.Shell(script, line => lines.Writer.TryWrite(line));
            return shell with { Environment = shell.Environment.Add("MARK", mark), Mark = "MARK" };
        }
    }

    [UnixFact]
    public async Task Exited_ChildEndsBySignal_HasTheSignalsNumber()
    {
        var child = await StartAsync(Children.Shell("kill -SEGV $$"));

        Assert.Equal(128 + 11, await child.Exited.WaitAsync(Children.Limit));
    }

    [Fact]
    public async Task Environment_OfTheChild_IsExactlyWhatWasGiven()
    {
        var lines = Children.Lines();
        var given = Children.PathOnly.Add("WEBSOCKET_TABLE", "websocket-connections").Add("ODD", "a=b \"c\" é\n");
        var start = Children.Node("console.log(JSON.stringify(process.env))", line => lines.Writer.TryWrite(line));

        await StartAsync(start with { Environment = given });

        var seen = JsonSerializer.Deserialize<ImmutableDictionary<string, string>>(await lines.NextLineAsync())!;
        // macOS adds this one to every process; Windows has a few that no process can do without.
        var added = OperatingSystem.IsWindows() ? seen.Keys.Except(given.Keys) : ["__CF_USER_TEXT_ENCODING"];
        Assert.Equal(given.OrderBy(v => v.Key), seen.RemoveRange(added).OrderBy(v => v.Key));
    }

    [Fact]
    public async Task WorkingDirectory_OfTheChild_IsTheOneGiven()
    {
        var lines = Children.Lines();
        var folder = Directory.CreateTempSubdirectory("emulator processes ");

        var start = Children.Node("console.log(require('path').basename(process.cwd()))", line => lines.Writer.TryWrite(line));
        var child = await StartAsync(start with { WorkingDirectory = folder.FullName });

        Assert.Equal(folder.Name, await lines.NextLineAsync());
        await child.Exited.WaitAsync(Children.Limit);
        folder.Delete();
    }

    [Fact]
    public async Task Start_UnknownCommand_SaysThatItIsNotFound()
    {
        var start = Children.Node("") with { FileName = "no-such-command" };

        var failure = await Assert.ThrowsAsync<ChildProcessException>(() => StartAsync(start));

        Assert.Equal("no-such-command: not found", failure.Message);
    }

    [Fact]
    public async Task Start_UnknownFolder_NamesTheFolder()
    {
        var folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());

        var failure = await Assert.ThrowsAsync<ChildProcessException>(() => StartAsync(Children.Node("") with { WorkingDirectory = folder }));

        Assert.Equal($"{folder}: no such folder", failure.Message);
    }

    [UnixFact]
    public async Task Start_FileThatIsNoProgram_SaysThatItIsNotExecutable()
    {
        var file = Path.GetTempFileName();

        var failure = await Assert.ThrowsAsync<ChildProcessException>(() => StartAsync(Children.Node("") with { FileName = file }));

        Assert.Equal($"{file}: not executable", failure.Message);
        File.Delete(file);
    }

    [Fact]
    public async Task Output_VeryLongLine_IsCutWithAMark()
    {
        var lines = Children.Lines();
        await StartAsync(Children.Node("console.log('x'.repeat(1 << 20)); console.log('next')", line => lines.Writer.TryWrite(line)));

        var cut = await lines.NextLineAsync();

        Assert.Equal(64 * 1024, cut.IndexOf(' ', StringComparison.Ordinal));
        Assert.EndsWith("[line cut at 65536 characters]", cut);
        Assert.Equal("next", await lines.NextLineAsync());
    }

    [Fact]
    public async Task Output_ListenerThrows_LeavesTheOthersAlone()
    {
        var lines = Children.Lines();
        await StartAsync(Children.Node("console.log('lost')", _ => throw new InvalidOperationException("a listener's bug")));

        await StartAsync(Children.Node("console.log('heard')", line => lines.Writer.TryWrite(line)));

        Assert.Equal("heard", await lines.NextLineAsync());
    }

    [Fact]
    public async Task Output_AFlood_DoesNotKeepOthersWaiting()
    {
        var flooded = new TaskCompletionSource();
        await StartAsync(Children.Node("const more = () => process.stdout.write('flood\\n'.repeat(10000), more); more()", _ => flooded.TrySetResult()));
        await flooded.Task.WaitAsync(Children.Limit);

        var lines = Children.Lines();
        var other = await StartAsync(Children.Node("console.log('heard'); setInterval(() => {}, 1000)", line => lines.Writer.TryWrite(line)));

        Assert.Equal("heard", await lines.NextLineAsync());
        other.Kill();
        Assert.Equal(137, await other.Exited.WaitAsync(Children.Limit));
    }

    [UnixFact]
    public async Task Kill_TakesGrandchildren_WithJobControlToo()
    {
        var lines = Children.Lines();
        // "set -m" gives the first one a process group of its own, in the same session.
        const string Script = "set -m; sleep 600 & echo $!; set +m; sleep 600 & echo $!; wait";
        var child = await StartAsync(Children.Shell(Script, line => lines.Writer.TryWrite(line)) with { FileName = "bash" });
        var ownGroup = Number(await lines.NextLineAsync());
        var sameGroup = Number(await lines.NextLineAsync());

        child.Kill();

        Assert.Equal(137, await child.Exited.WaitAsync(Children.Limit));
        await Children.GoneAsync(child.Id, sameGroup);
        if (OperatingSystem.IsLinux())
        {
            await Children.GoneAsync(ownGroup);
        }
    }

    [UnixFact]
    public async Task Exit_OfTheChild_TakesStragglersAlong()
    {
        var lines = Children.Lines();
        var child = await StartAsync(Children.Shell("sleep 600 & echo $!", line => lines.Writer.TryWrite(line)));

        Assert.Equal(0, await child.Exited.WaitAsync(Children.Limit));

        var straggler = Number(await lines.NextLineAsync());
        await Children.GoneAsync(straggler);
    }

    [UnixFact]
    public async Task Dispose_OfADeafChild_WaitsUntilItIsGone()
    {
        var lines = Children.Lines();
        var child = await StartAsync(Children.Shell(
            "trap '' INT TERM HUP; echo ready; while :; do sleep 1; done", line => lines.Writer.TryWrite(line)));
        Assert.Equal("ready", await lines.NextLineAsync());

        await child.DisposeAsync().AsTask().WaitAsync(Children.Limit);

        Assert.True(child.Exited.IsCompletedSuccessfully);
        Assert.False(Children.IsAlive(child.Id));
    }

    [UnixFact]
    public async Task Dispose_OfAll_KillsWhatIsLeft()
    {
        var first = await StartAsync(Children.Sleep());
        var second = await StartAsync(Children.Sleep());

        await _processes.DisposeAsync();

        var codes = await Task.WhenAll(first.Exited, second.Exited).WaitAsync(Children.Limit);
        Assert.Equal([137, 137], codes);
        Assert.False(Children.IsAlive(first.Id) || Children.IsAlive(second.Id));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => StartAsync(Children.Sleep()));
    }

    [Fact]
    public async Task Start_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _processes.StartAsync(Children.Sleep(), cancellation.Token));
    }

    private static int Number(string line) => int.Parse(line, CultureInfo.InvariantCulture);

    private Task<IChildProcess> StartAsync(ChildProcessStart start) =>
        _processes.StartAsync(start, CancellationToken.None).WaitAsync(Children.Limit);
}
