using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Chat.Emulator.Lambda.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Lambda.Processes;

public sealed class GuardTests
{
    [UnixFact]
    public Task Owner_Killed_TakesItsChildrenAlong() => OwnerEndsAsync(owner => Children.Kill(owner.Id));

    [UnixFact]
    public Task Owner_KilledWithItsProcessGroup_TakesItsChildrenAlong() => OwnerEndsAsync(owner => Children.Kill(-owner.Id));

    [LinuxTheory]
    [InlineData("setsid")]
    [InlineData(null)]
    public async Task Guard_WithAndWithoutSetsid_LeadsASessionOfItsOwnThatNobodyHasStarted(string? setsid)
    {
        using var launcher = GuardScript.Start(setsid);
        var ready = JsonNode.Parse((await launcher.StandardOutput.ReadLineAsync().WaitAsync(Children.Limit))!)!;
        var guard = (int)ready["pid"]!;
        await launcher.WaitForExitAsync().WaitAsync(Children.Limit);

        // 72 (node) S 71 72 72 …: state, parent, group, session.
        var stat = await File.ReadAllTextAsync($"/proc/{guard}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        Assert.Equal($"{guard}", fields[3]);

        // Killed with all that it has started, the emulator doesn't take the guard along, which has to end the rest.
        Assert.NotEqual($"{Environment.ProcessId}", fields[1]);
        Assert.NotEqual($"{launcher.Id}", fields[1]);

        launcher.StandardInput.Close();
        await Children.GoneAsync(guard);
    }

    [UnixFact]
    public async Task Guard_Killed_TakesItsChildrenAlongAndIsReplaced()
    {
        await using var guard = await Guard.StartAsync(NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        var child = await guard.StartAsync(Children.Sleep(), CancellationToken.None);

        Children.Kill(guard.Id);

        Assert.Equal(137, await child.Exited.WaitAsync(Children.Limit));
        await Children.GoneAsync(child.Id);
        Assert.True(guard.HasEnded);
        var failure = await Assert.ThrowsAsync<ChildProcessException>(() => guard.StartAsync(Children.Sleep(), CancellationToken.None));
        Assert.StartsWith("The guard of child processes ended unexpectedly.", failure.Message);
    }

    [UnixFact]
    public async Task Start_AfterTheGuardWasKilled_UsesANewGuard()
    {
        await using var processes = new GuardedProcesses(NullLogger<GuardedProcesses>.Instance, TimeProvider.System);
        var lines = Children.Lines();
        var first = await processes.StartAsync(
            Children.Shell("echo $PPID; sleep 600", line => lines.Writer.TryWrite(line)), CancellationToken.None);
        Children.Kill(int.Parse(await lines.NextLineAsync(), CultureInfo.InvariantCulture));
        await first.Exited.WaitAsync(Children.Limit);

        var second = await processes.StartAsync(Children.Shell("exit 3"), CancellationToken.None);

        Assert.Equal(3, await second.Exited.WaitAsync(Children.Limit));
    }

    [UnixFact]
    public async Task Guard_ThatIsStopped_DoesNotHoldUpTheEnd()
    {
        var guard = await Guard.StartAsync(NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        var child = await guard.StartAsync(Children.Sleep(), CancellationToken.None);
        using (var stop = Process.Start("/bin/sh", ["-c", $"kill -STOP {guard.Id}"]))
        {
            await stop.WaitForExitAsync().WaitAsync(Children.Limit);
        }

        await guard.DisposeAsync().AsTask().WaitAsync(Children.Limit);

        Assert.Equal(137, await child.Exited.WaitAsync(Children.Limit));
        await Children.GoneAsync(child.Id, guard.Id);
    }

    [Fact]
    public async Task Start_WithoutNodeOnThePath_NamesWhatIsNeeded()
    {
        var start = Owner();
        start.Environment["PATH"] = Path.GetTempPath();
        start.RedirectStandardError = true;
        using var owner = Process.Start(start)!;

        var error = await owner.StandardError.ReadToEndAsync().WaitAsync(Children.Limit);

        Assert.Contains("Node.js 20 or later is needed, and there is no usable node on the PATH.", error);
    }

    // The host that runs these tests, by its full path.
    private static ProcessStartInfo Owner() =>
        new(Environment.ProcessPath!, ["exec", typeof(ProcessOwner).Assembly.Location]) { RedirectStandardOutput = true };

    private static async Task OwnerEndsAsync(Action<Process> end)
    {
        using var owner = Process.Start(Owner())!;
        var ids = (await owner.StandardOutput.ReadLineAsync().WaitAsync(Children.Limit))!
            .Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(ids, id => Assert.True(Children.IsAlive(id)));

        end(owner);

        await owner.WaitForExitAsync().WaitAsync(Children.Limit);
        await Children.GoneAsync(ids);
    }
}
