using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Invoke;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Lambda.Invoke;

/// <summary>What a caller sees of a function's log: <c>X-Amz-Log-Type: Tail</c>.</summary>
public sealed class LogTailTests
{
    [Fact]
    public async Task NodeFunction_EveryInvocation_HasItsOwnLinesAndAllOfThem()
    {
        await using var runtimes = new ManagedRuntimes();
        runtimes.Code.Write("index.js", """
            console.log('at init');
            exports.handler = async (event) => {
              for (let i = 0; i < event.n % 7; i++) process.stdout.write(`line ${event.n}.${i}\n`);
              process.stderr.write(`last ${event.n}\n`);
              return event.n;
            };
            """);
        await using var host = await runtimes.StartAsync("nodejs20.x", "index.handler");
        await using var api = await StartApiAsync(host);
        using var http = new HttpClient { BaseAddress = AddressOf(api) };

        for (var n = 0; n < 30; n++)
        {
            // Between them one that nobody wants to see.
            using var unseen = await InvokeAsync(http, """{"n":999}""", logType: null);
            using var response = await InvokeAsync(http, $$"""{"n":{{n}}}""");

            Assert.Equal(n.ToString(CultureInfo.InvariantCulture), await response.Content.ReadAsStringAsync());
            Assert.False(unseen.Headers.Contains("X-Amz-Log-Result"));
            var lines = Decode(response.Headers.GetValues("X-Amz-Log-Result").Single()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Matches(new Regex("^START RequestId: [0-9a-f-]{36} Version: \\$LATEST$"), lines[0]);
            // Standard error is a stream of its own, which may overtake standard output.
            Assert.Equal([$"last {n}", .. Enumerable.Range(0, n % 7).Select(i => $"line {n}.{i}")], lines[1..^2].Order(StringComparer.Ordinal));
            Assert.Equal(lines[0].Replace("START", "END", StringComparison.Ordinal).Replace(" Version: $LATEST", "", StringComparison.Ordinal), lines[^2]);
            Assert.Matches(
                new Regex("^REPORT RequestId: [0-9a-f-]{36}\tDuration: [0-9.]+ ms\tBilled Duration: [0-9]+ ms\tMemory Size: 128 MB\tMax Memory Used: [0-9]+ MB\t$"),
                lines[^1]);
        }
    }

    [Fact]
    public async Task NodeFunction_WritesMoreThanAPipeHolds_TailIsItsEnd()
    {
        await using var runtimes = new ManagedRuntimes();
        runtimes.Code.Write("index.js", "exports.handler = async () => { for (let i = 0; i < 40000; i++) process.stdout.write(`line ${i}\\n`); };");
        await using var host = await runtimes.StartAsync("nodejs20.x", "index.handler");
        await using var api = await StartApiAsync(host);
        using var http = new HttpClient { BaseAddress = AddressOf(api) };

        using var response = await InvokeAsync(http, "{}");

        var tail = Decode(response.Headers.GetValues("X-Amz-Log-Result").Single());
        Assert.Equal(4096, Encoding.UTF8.GetByteCount(tail));
        Assert.Contains("\nline 39998\nline 39999\nEND RequestId: ", tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_ReadLate_GoToTheEventTheyWereWrittenFor()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var unseen = host.InvokeAsync();
        var id = (await next).RequestId;
        process.Unread = "of the event before";
        await process.Runtime.RespondAsync(id, "1");
        await unseen;
        next = process.Runtime.NextAsync();
        var log = new InvocationLog("$LATEST");
        var outcome = InvokeAsync(host, log);
        id = (await next).RequestId;
        process.Write("early");
        process.Unread = "late";
        host.Time.Advance(TimeSpan.FromMilliseconds(41.5));
        await process.Runtime.RespondAsync(id, "2");

        var tail = Decode(await log.ReadAsync(await outcome));

        Assert.Equal(
            $"START RequestId: {id} Version: $LATEST\nearly\nlate\nEND RequestId: {id}\n"
            + $"REPORT RequestId: {id}\tDuration: 41.50 ms\tBilled Duration: 42 ms\tMemory Size: 128 MB\t\n",
            tail);
    }

    [Fact]
    public async Task FirstEvent_IsReportedWithItsInit()
    {
        await using var host = await LambdaHost.StartAsync();
        var log = new InvocationLog("7");
        var outcome = InvokeAsync(host, log);
        var process = await host.Processes.NextAsync();
        process.Write("at init");
        host.Time.Advance(TimeSpan.FromMilliseconds(120.25));
        var id = (await process.Runtime.NextAsync()).RequestId;
        host.Time.Advance(TimeSpan.FromMilliseconds(10));
        await process.Runtime.RespondAsync(id, "1");

        Assert.Equal(
            $"START RequestId: {id} Version: 7\nEND RequestId: {id}\n"
            + $"REPORT RequestId: {id}\tDuration: 10.00 ms\tBilled Duration: 131 ms\tMemory Size: 128 MB\tInit Duration: 120.25 ms\t\n",
            Decode(await log.ReadAsync(await outcome)));
    }

    [Fact]
    public async Task Function_RunsOutOfTime_LogSaysSo()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var log = new InvocationLog("$LATEST");
        var outcome = InvokeAsync(host, log);
        var id = (await next).RequestId;
        process.Unread = "still at work";
        host.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(
            $"START RequestId: {id} Version: $LATEST\nstill at work\n2026-03-29T12:00:03.000Z {id} Task timed out after 3.00 seconds\n\n"
            + $"END RequestId: {id}\nREPORT RequestId: {id}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tInit Duration: 0.00 ms\tStatus: timeout\n",
            Decode(await log.ReadAsync(await outcome)));
    }

    [Fact]
    public async Task Process_Crashes_LogHasItsLastLinesAndWhy()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var log = new InvocationLog("$LATEST");
        var outcome = InvokeAsync(host, log);
        var id = (await next).RequestId;
        process.Write("oh no", isError: true);
        process.Exit(3);

        Assert.StartsWith(
            $"START RequestId: {id} Version: $LATEST\noh no\nRequestId: {id} Error: Runtime exited with error: exit status 3\nRuntime.ExitError\nEND RequestId: {id}\n",
            Decode(await log.ReadAsync(await outcome)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_Fails_LogHasWhatItWrote()
    {
        await using var host = await LambdaHost.StartAsync();
        var log = new InvocationLog("$LATEST");
        var outcome = InvokeAsync(host, log);
        var process = await host.Processes.NextAsync();
        process.Write("no such module");
        process.Exit(1);

        var tail = Decode(await log.ReadAsync(await outcome));

        Assert.Contains(" Version: $LATEST\nno such module\nRequestId: ", tail, StringComparison.Ordinal);
        Assert.EndsWith("\tStatus: error\tError Type: Runtime.ExitError\n", tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tail_CutsACharacter_LeavesItOut()
    {
        await using var host = await LambdaHost.StartAsync();
        var (process, next) = await host.WarmUpAsync();
        var log = new InvocationLog("$LATEST");
        var outcome = InvokeAsync(host, log);
        var id = (await next).RequestId;
        // Each of three bytes: one of two neighbouring lengths of line is cut within one.
        process.Write(new string('€', 3000));
        process.Write("x");
        await process.Runtime.RespondAsync(id, "1");

        var tail = Decode(await log.ReadAsync(await outcome));

        Assert.InRange(Encoding.UTF8.GetByteCount(tail), 4094, 4096);
        Assert.StartsWith("€€", tail, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', tail);
    }

    [Fact]
    public async Task Event_TakenBack_StartsItsLogAnew()
    {
        await using var host = await LambdaHost.StartAsync(attached: true);
        var log = new InvocationLog("$LATEST");
        var first = new FunctionEnvironment(host.Pool, isAttached: true) { Id = FunctionEnvironment.NewId() };
        var second = new FunctionEnvironment(host.Pool, isAttached: true) { Id = FunctionEnvironment.NewId() };
        var invocation = new Invocation(new LoggedInvocation(new LambdaInvocation(LambdaHost.Name, "{}"u8.ToArray()), log), default, 0);

        await log.StartAsync(invocation, first);
        log.Add("lost");
        await log.StartAsync(invocation, second);

        var tail = Decode(await log.ReadAsync(new InvocationOutcome.Responded("{}"u8.ToArray())));
        Assert.StartsWith($"START RequestId: {invocation.RequestId} Version: $LATEST\nEND RequestId: ", tail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_IsNotCalled_HasNoLog() =>
        Assert.Null(await new InvocationLog("$LATEST").ReadAsync(new InvocationOutcome.Throttled()));

    private static Task<InvocationOutcome> InvokeAsync(LambdaHost host, InvocationLog log) =>
        host.Functions.InvokeAsync(new LoggedInvocation(new LambdaInvocation(LambdaHost.Name, "{}"u8.ToArray()), log), CancellationToken.None)
            .AsTask().WaitAsync(LambdaHost.Limit);

    private static async Task<HttpResponseMessage> InvokeAsync(HttpClient http, string payload, string? logType = "Tail")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2015-03-31/functions/{LambdaHost.Name}/invocations") { Content = new StringContent(payload) };
        if (logType is not null)
        {
            request.Headers.Add("X-Amz-Log-Type", logType);
        }

        return await http.SendAsync(request).WaitAsync(LambdaHost.Limit);
    }

    private static async Task<WebApplication> StartApiAsync(LambdaHost host)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ILambdaInvoker>(host.Functions);
        builder.Services.AddInvokeApi([host.Pool.Function]);
        var app = builder.Build();
        app.UseInvokeApi();
        await app.StartAsync();
        return app;
    }

    private static Uri AddressOf(WebApplication api) =>
        new(api.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private static string Decode(string? base64) => Encoding.UTF8.GetString(Convert.FromBase64String(Assert.IsType<string>(base64)));
}
