using System.Globalization;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Tests.Lambda.Processes;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Timeouts pause while somebody debugs a function.</summary>
public sealed class DebuggingTests
{
    [Fact]
    public async Task Event_FunctionIsDebugged_HasNoTimeout()
    {
        await using var host = await LambdaHost.StartAsync(debugged: true);
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        var id = (await next).RequestId;

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(50); passed += LambdaHost.Function.Timeout)
        {
            host.Time.Advance(LambdaHost.Function.Timeout);
        }

        await process.Runtime.RespondAsync(id, "1");
        Assert.Equal("1", LambdaHost.Text(await outcome));
    }

    [Fact]
    public async Task Event_FunctionIsDebuggedForLongerThanAnHour_TimesOut()
    {
        await using var host = await LambdaHost.StartAsync(debugged: true);
        var (process, next) = await host.WarmUpAsync();
        var outcome = host.InvokeAsync();
        await next;

        host.Time.Advance(LambdaQuotas.MaxDebugging);

        Assert.Equal("Sandbox.Timedout", LambdaHost.Failure(await outcome).ErrorType);
        await process.Killed;
    }

    [Fact]
    public async Task Message_FunctionIsDebugged_GatewayWaitsUntilItIsNot()
    {
        var answer = new TaskCompletionSource();
        var lambda = new StubLambda { IsBeingDebugged = true }.On("slow", async (_, token) =>
        {
            await answer.Task.WaitAsync(token);
            return StubLambda.Responded("""{"statusCode":200,"body":"at last"}""");
        });
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect").With(TestApi.TwoWay("slow")), lambda);
        await using var client = await gateway.ConnectAsync();

        await client.SendTextAsync("""{"action":"slow"}""");
        await lambda.NextEventAsync("slow");
        gateway.Time.Advance(TimeSpan.FromMinutes(5));
        answer.SetResult();

        Assert.Equal("at last", await client.ReadTextAsync());
    }

    [LinuxDebuggerTheory]
    [InlineData("setInterval(() => {}, 1000); console.log('up')", false)]
    [InlineData("require('node:child_process').spawn('node', ['--inspect=0', '-e', 'console.log(`up`); setInterval(() => {}, 1000)'], { stdio: 'inherit' })", true)]
    public async Task Process_NodeWithAnInspectorInItsSession_IsDebugged(string script, bool expected)
    {
        await using var processes = new GuardedProcesses(NullLogger<GuardedProcesses>.Instance, TimeProvider.System);
        var up = new TaskCompletionSource();
        await using var child = await processes.StartAsync(
            Children.Node(script, output => _ = output.Line == "up" && up.TrySetResult()), CancellationToken.None);
        await up.Task.WaitAsync(Children.Limit);

        Assert.Equal(expected, Debuggers.AreIn(child.Id));
    }

    [LinuxDebuggerTheory]
    [InlineData("dotnet")]
    public async Task Process_DotNetWhoseDebuggerConnects_IsDebugged(string program)
    {
        using var folder = new Template.TemporaryFolder();
        await using var processes = new GuardedProcesses(NullLogger<GuardedProcesses>.Instance, TimeProvider.System);
        var up = new TaskCompletionSource();
        var start = new ChildProcessStart(
            "function",
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? program,
            [typeof(DebuggingTests).Assembly.Location],
            folder.Path,
            Children.PathOnly.Add("TMPDIR", folder.Path),
            _ => up.TrySetResult());
        await using var child = await processes.StartAsync(start, CancellationToken.None);

        // The ids of its children.
        await up.Task.WaitAsync(Children.Limit);
        Assert.False(Debuggers.AreIn(child.Id));

        // What a debugger does first. The runtime made these pipes, and waits in them for one.
        await using (OpenPipe(folder.Path, child.Id, "in", FileAccess.Write))
        await using (OpenPipe(folder.Path, child.Id, "out", FileAccess.Read))
        {
            Assert.True(Debuggers.AreIn(child.Id));
        }
    }

    private static FileStream OpenPipe(string folder, int process, string end, FileAccess access) => new(
        Directory.GetFiles(folder, string.Create(CultureInfo.InvariantCulture, $"clr-debug-pipe-{process}-*-{end}")).Single(),
        FileMode.Open,
        access,
        FileShare.ReadWrite);
}

/// <summary>A theory about /proc.</summary>
public sealed class LinuxDebuggerTheoryAttribute : TheoryAttribute
{
    public LinuxDebuggerTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Debuggers can be seen from outside on Linux alone.";
}
