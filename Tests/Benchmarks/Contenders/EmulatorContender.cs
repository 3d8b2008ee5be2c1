namespace Chat.Benchmarks.Contenders;

/// <summary>The emulator's own program, Release, with the chat's cloud assembly or the benchmark's template.</summary>
/// <param name="native">The emulator as a native program. Null: as `dotnet run` starts it.</param>
/// <param name="functions">The commands that start functions.</param>
internal sealed class EmulatorContender(string name, NativeProgram? native, FunctionCommands functions, params string[] options) : Contender
{
    public override string Name => name;

    public NativeProgram? Native => native;

    public override Task<Running> StartChatAsync(CancellationToken cancellationToken) =>
        StartAsync([Paths.CloudAssembly, "--run", $"*={functions.Chat}", .. options], cancellationToken);

    public override Task<Running> StartEchoAsync(CancellationToken cancellationToken) => StartAsync(
        [Template, "--run", $"*={functions.Benchmark}", "--attached", "bench-null", .. options], cancellationToken);

    /// <summary>The benchmark's own API: echo, post and null, and no <c>$connect</c>.</summary>
    public static string Template { get; } = Path.Combine(Paths.Root, "Tests", "BenchmarkFunctions", "template.yaml");

    private async Task<Running> StartAsync(string[] arguments, CancellationToken cancellationToken)
    {
        string[] all = ["--port", "0", .. arguments];
        var server = native is null ? ServerProcess.Start(Paths.Dotnet, ["exec", Paths.Emulator, .. all]) : ServerProcess.Start(native.File, all);
        try
        {
            var url = new Uri("ws" + await server.WaitForAsync("ready ws", cancellationToken));
            var table = server.Output.Split('\n').FirstOrDefault(line => line.Contains($"{Running.TableName} at ", StringComparison.Ordinal));
            return new Running(url, table is null ? null : new Uri(table[(table.IndexOf(" at ", StringComparison.Ordinal) + 4)..]), server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
