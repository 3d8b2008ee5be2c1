using System.Collections.Frozen;
using System.CommandLine;
using Chat.Benchmarks.Compare;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks;

/// <summary><c>compare</c>: every row, the peers beside it; Markdown on standard output, JSON and plots in files.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var only = new Option<string[]>("--only") { Description = $"Rows to measure: {string.Join(", ", Rows.All)}. Repeatable.", HelpName = "ROW", Arity = ArgumentArity.OneOrMore };
        var rounds = new Option<int>("--rounds") { Description = "How often each is measured; the table has the median.", DefaultValueFactory = _ => 5 };
        var quick = new Option<bool>("--quick") { Description = "One small, short round: whether it all runs. Writes no plots." };
        var peers = new Option<bool>("--no-peers") { Description = "Only the emulator and the floor." };
        var functions = CommandOptions.Functions();
        var emulator = CommandOptions.Emulator(" Measured native, it is measured as dotnet run starts it too.");
        var plots = new Option<string>("--plots") { Description = "Where the plots go.", HelpName = "DIR", DefaultValueFactory = _ => Path.Combine(Paths.Root, "docs") };
        only.AcceptOnlyFromAmong(Rows.All);
        rounds.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var value) || value is < 1 or > 100))
            {
                result.AddError($"--rounds takes 1 to 100, not {token.Value}.");
            }
        });

        var command = new Command("compare", "Measures every row of the table, with the peers beside it in the same run.") { only, rounds, quick, peers, functions, emulator, plots };
        command.SetAction(async (result, cancellationToken) =>
        {
            var isQuick = result.GetValue(quick);
            var options = new CompareOptions(
                (result.GetValue(only) is { Length: > 0 } rows ? rows : Rows.All).ToFrozenSet(),
                isQuick ? 1 : result.GetValue(rounds),
                isQuick,
                !result.GetValue(peers),
                result.GetRequiredValue(functions),
                result.GetRequiredValue(emulator));
            var results = await new Comparison(options, new Recorder()).RunAsync(cancellationToken);
            await Console.Out.WriteLineAsync(MarkdownTable.Of(results));
            var file = await ResultFile.WriteAsync(results, cancellationToken);
            await Console.Error.WriteLineAsync($"  written: {file}");
            foreach (var plot in isQuick ? [] : await Plots.WriteAsync(results, result.GetRequiredValue(plots), cancellationToken))
            {
                await Console.Error.WriteLineAsync($"  written: {plot}");
            }

            return 0;
        });
        return command;
    }
}
