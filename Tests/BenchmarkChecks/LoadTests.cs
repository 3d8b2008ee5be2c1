using System.Collections.Immutable;
using System.Text.Json;
using Chat.Benchmarks.Contenders;
using Chat.Emulator.Host;
using Chat.Emulator.Options;

namespace Chat.Benchmarks.Tests;

/// <summary>Each scenario of <c>load</c>, tiny, against the emulator: they run, and count what they should.</summary>
public sealed class LoadTests
{
    private static readonly FunctionCommands Portable = FunctionCommands.Of(null, null);

    private static readonly EmulatorOptions Chat = new()
    {
        Assembly = Paths.CloudAssembly,
        Port = 0,
        Run = ImmutableDictionary<string, string>.Empty.Add(EmulatorOptions.EveryFunction, Portable.Chat),
    };

    [Theory]
    [InlineData("connect", "connectsPerSecond")]
    [InlineData("broadcast", "lastP50Ms")]
    [InlineData("leave", "noRowAfterSeconds")]
    [InlineData("idle", "clients")]
    public async Task Load_OfTheChat_MeasuresIt(string scenario, string figure)
    {
        await using var cloud = await LocalCloud.StartAsync(Chat, CancellationToken.None);

        // Idling takes the time it is given; messages are sent within seconds, unless the machine is busy.
        var seconds = scenario == "idle" ? "2" : "120";
        var figures = await LoadAsync(
            "--url", cloud.Stages.Single().WebSocketUrl.ToString(), "--scenario", scenario, "--n", "5", "--messages", "6", "--senders", "2",
            "--seconds", seconds, "--table", cloud.TableEndpoint!.ToString());

        Assert.Equal(5, figures["clients"]);
        Assert.True(figures[figure] > 0, $"{figure} is {figures[figure]}");
        if (scenario == "broadcast")
        {
            Assert.Equal(6, figures["messages"]);
        }
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("post")]
    [InlineData("postSdk")]
    public async Task Load_OfTheEchoes_MeasuresTheAnswer(string action)
    {
        var echoes = new EmulatorOptions
        {
            Assembly = EmulatorContender.Template,
            Port = 0,
            Attached = ["bench-null"],
            Run = ImmutableDictionary<string, string>.Empty.Add(EmulatorOptions.EveryFunction, Portable.Benchmark),
        };
        await using var cloud = await LocalCloud.StartAsync(echoes, CancellationToken.None);

        var figures = await LoadAsync(
            "--url", cloud.Stages.Single().WebSocketUrl.ToString(), "--scenario", "answer", "--action", action, "--n", "1", "--messages", "5");

        Assert.InRange(figures["answerP50Ms"], 0.01, 20_000);
    }

    [Fact]
    public async Task Load_WithoutAServer_SaysSo()
    {
        var (exitCode, _, errors) = await RunningBenchmark.RunAsync("load", "--url", "ws://127.0.0.1:1/demo", "--n", "1");

        Assert.Equal(1, exitCode);
        Assert.Contains("refused", errors, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<Dictionary<string, double>> LoadAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunningBenchmark.RunAsync(["load", .. arguments]);
        Assert.True(exitCode == 0, $"{exitCode}: {output}{errors}");
        return JsonSerializer.Deserialize<Dictionary<string, double>>(output)!;
    }
}
