using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Tests.Lambda.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Functions as real processes, with a runtime client in Node.js.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class RealProcessTests : IAsyncLifetime
{
    private const string Runtime = """
        const root = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/`;
        console.log(`up: ${process.env._HANDLER} ${process.env.WEBSOCKET_TABLE}`);
        for (;;) {
          const next = await fetch(root + 'next');
          const id = next.headers.get('lambda-runtime-aws-request-id');
          const event = await next.json();
          if (event.exit !== undefined) process.exit(event.exit);
          if (event.hang) await new Promise(() => setInterval(() => {}, 1000));
          await (await fetch(`${root}${id}/response`, { method: 'POST', body: JSON.stringify({ pid: process.pid, n: event.n }) })).text();
        }
        """;

    private readonly GuardedProcesses _processes = new(NullLogger<GuardedProcesses>.Instance, TimeProvider.System);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("functions ");

    public Task InitializeAsync() => File.WriteAllTextAsync(Path.Combine(_folder.FullName, "runtime.mjs"), Runtime);

    public async Task DisposeAsync()
    {
        await _processes.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Events_OneAfterTheOther_GoToOneProcess()
    {
        await using var host = await StartAsync();
        Assert.IsType<WarmUpOutcome.Ready>(await WarmUpAsync(host));

        var first = LambdaHost.Text(await host.InvokeAsync("""{"n":1}"""));
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(first, LambdaHost.Text(await host.InvokeAsync("""{"n":1}""")));
        }

        Assert.Contains(host.Log.Entries, e => e is { Category: LambdaHost.Name, Message: "up: websocket-send websocket-connections" });
    }

    [Fact]
    public async Task Exit_WithAnEvent_FailsItAndTheNextWorks()
    {
        await using var host = await StartAsync();

        var failure = LambdaHost.Failure(await host.InvokeAsync("""{"exit":3}"""));

        Assert.EndsWith("Error: Runtime exited with error: exit status 3", failure.ErrorMessage);
        Assert.Contains("\"n\":2", LambdaHost.Text(await host.InvokeAsync("""{"n":2}""")));
    }

    [Fact]
    public async Task Hang_WithAnEvent_TimesOutAndTheNextWorks()
    {
        await using var host = await StartAsync(LambdaHost.Function with { Timeout = TimeSpan.FromSeconds(1) });

        var failure = LambdaHost.Failure(await host.InvokeAsync("""{"hang":true}"""));

        Assert.EndsWith("Error: Task timed out after 1.00 seconds", failure.ErrorMessage);
        Assert.Contains("\"n\":2", LambdaHost.Text(await host.InvokeAsync("""{"n":2}""")));
    }

    [Fact]
    public async Task Init_Throws_HasWhatItWroteToStandardError()
    {
        await using var host = await StartAsync(command: "node -e \"throw new Error('no table')\"");

        var failed = Assert.IsType<WarmUpOutcome.Failed>(await WarmUpAsync(host));

        Assert.Equal("Runtime exited with error: exit status 1", failed.ErrorMessage);
        Assert.Contains(failed.LastOutput, line => line.Contains("Error: no table", StringComparison.Ordinal));
    }

    [UnixFact]
    public async Task Bootstrap_InTheCodeFolder_Runs()
    {
        var bootstrap = Path.Combine(_folder.FullName, "bootstrap");
        await File.WriteAllTextAsync(bootstrap, "#!/bin/sh\nexec node runtime.mjs\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(bootstrap, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await using var host = await StartAsync(command: null);

        Assert.Contains("\"n\":1", LambdaHost.Text(await host.InvokeAsync("""{"n":1}""")));
    }

    [Fact]
    public async Task Dispose_WithAHangingFunction_EndsItsProcess()
    {
        var host = await StartAsync();
        Assert.IsType<WarmUpOutcome.Ready>(await WarmUpAsync(host));
        var outcome = host.InvokeAsync("""{"hang":true}""");

        await host.DisposeAsync().AsTask().WaitAsync(LambdaHost.Limit);

        Assert.Equal("Sandbox.Failure", LambdaHost.Failure(await outcome).ErrorType);
    }

    private static Task<WarmUpOutcome> WarmUpAsync(LambdaHost host) =>
        host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None).WaitAsync(LambdaHost.Limit);

    // One environment at most: on a busy machine a process may come back too late for the next event, and another would start.
    private Task<LambdaHost> StartAsync(Chat.Emulator.Template.Function? function = null, string? command = "node runtime.mjs") => LambdaHost.StartAsync(
        maxEnvironments: 1,
        function: (function ?? LambdaHost.Function) with { CodeFolder = _folder.FullName },
        run: command,
        processes: _processes,
        time: TimeProvider.System);
}
