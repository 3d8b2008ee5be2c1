using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Tests.Template;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Functions of managed runtimes, as real processes of whatever is on this machine.</summary>
internal sealed class ManagedRuntimes : IAsyncDisposable
{
    private readonly GuardedProcesses _processes = new(NullLogger<GuardedProcesses>.Instance, TimeProvider.System);

    public TemporaryFolder Code { get; } = new();

    /// <summary>Where the code is instead. Null: in <see cref="Code"/>.</summary>
    public string? CodeFolder { get; init; }

    /// <summary>What stands for <c>/opt</c>.</summary>
    public string? LayersFolder { get; init; }

    public bool MountsLayers { get; init; }

    public async Task<LambdaHost> StartAsync(string runtime, string handler, params (string Name, string Value)[] environment) => await LambdaHost.StartAsync(
        maxEnvironments: 1,
        function: LambdaHost.Function with
        {
            Runtime = runtime,
            Handler = handler,
            Timeout = TimeSpan.FromSeconds(30),
            Environment = environment.ToImmutableDictionary(variable => variable.Name, variable => variable.Value),
            CodeFolder = CodeFolder ?? Code.Path,
            LayersFolder = LayersFolder,
            MountsLayers = MountsLayers,
        },
        run: null,
        processes: _processes,
        time: TimeProvider.System);

    /// <summary>What one event comes to.</summary>
    public async Task<InvocationOutcome> InvokeAsync(string runtime, string handler, string payload = "{}")
    {
        await using var host = await StartAsync(runtime, handler);
        return await host.InvokeAsync(payload);
    }

    public async Task<JsonNode?> AnswerAsync(string runtime, string handler, string payload = "{}") =>
        JsonNode.Parse(LambdaHost.Text(await InvokeAsync(runtime, handler, payload)));

    public async Task<WarmUpOutcome.Failed> InitFailureAsync(string runtime, string handler)
    {
        await using var host = await StartAsync(runtime, handler);
        return Assert.IsType<WarmUpOutcome.Failed>(await host.Functions.WarmUpAsync(LambdaHost.Name, CancellationToken.None).WaitAsync(LambdaHost.Limit));
    }

    public async ValueTask DisposeAsync()
    {
        await _processes.DisposeAsync();
        Code.Dispose();
    }
}
