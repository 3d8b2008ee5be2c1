using System.CommandLine;

namespace Chat.Fuzz.Tests;

/// <summary><c>dotnet run -c Release --project Tests/Fuzz -- --inputs 1000000 --seed 42</c></summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        var inputs = new Option<int>("--inputs") { Description = "How many inputs to make.", DefaultValueFactory = _ => 1_000_000 };
        var seed = new Option<int>("--seed") { Description = "What the inputs are drawn from; the same seed makes the same inputs.", DefaultValueFactory = _ => Random.Shared.Next() };
        var kind = new Option<string?>("--kind") { Description = $"Only inputs of this kind: {string.Join(", ", FuzzRun.Kinds)}." };
        kind.AcceptOnlyFromAmong(FuzzRun.Kinds);
        var at = new Option<int?>("--at") { Description = "Only the input of this number, to see again what failed. Needs --kind and --seed." };
        var command = new RootCommand("Feeds random and hostile frames, handshakes, requests and templates to the emulator, while a connection of somebody else goes on.")
        {
            inputs, seed, kind, at,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(at) is not null && (result.GetValue(kind) is null || result.GetResult(seed) is null or { Implicit: true }))
            {
                result.AddError("--at names one input of one kind and seed: give --kind and --seed too.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new FuzzRun(result.GetValue(seed), Console.Error);
            var outcome = result.GetValue(at) is { } index
                ? await run.RunOneAsync(result.GetValue(kind)!, index, cancellationToken)
                : await run.RunAsync(result.GetValue(inputs), result.GetValue(kind), cancellationToken);
            await Console.Out.WriteLineAsync(outcome.ToString());
            return outcome.Failures.Count == 0 ? 0 : 1;
        });
        return command.Parse(arguments).InvokeAsync();
    }
}
