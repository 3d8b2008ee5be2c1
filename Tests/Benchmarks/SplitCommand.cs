using System.CommandLine;
using System.Globalization;
using System.Text;
using Chat.Benchmarks.Compare;
using Chat.Benchmarks.Report;
using Chat.Benchmarks.Split;

namespace Chat.Benchmarks;

/// <summary><c>split</c>: from which size on a room is sooner reached by several invocations than by one.</summary>
internal static class SplitCommand
{
    public static Command Create()
    {
        var sizes = new Option<int[]>("--sizes") { Description = "Members of the room.", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [200, 500, 1_000, 2_000, 5_000] };
        var slices = new Option<int[]>("--slices") { Description = "From how many members on a room is split, into slices as large.", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [250, 500, 1_000] };
        var latency = CommandOptions.Count("--latency", "What a post takes, in milliseconds.", 10);
        var messages = CommandOptions.Count("--messages", "Messages each time; the table has their median.", 9);
        var functions = CommandOptions.Functions();
        var emulator = CommandOptions.Emulator();
        foreach (var option in (Option<int[]>[])[sizes, slices])
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.FirstOrDefault(token => !(int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number > 0)) is { } wrong)
                {
                    result.AddError($"{option.Name} takes whole numbers, 1 or more, and not '{wrong.Value}'.");
                }
            });
        }

        var command = new Command("split", "Measures a message to large rooms, posted by one function and split over several.") { sizes, slices, latency, messages, functions, emulator };
        command.SetAction(async (result, cancellationToken) =>
        {
            var recorder = new Recorder();
            var programs = await MeasuredPrograms.PublishAsync(result.GetRequiredValue(functions), result.GetRequiredValue(emulator), recorder, cancellationToken);
            var session = new SplitSession(programs, result.GetValue(latency), result.GetValue(messages));
            int[] members = [.. result.GetRequiredValue(sizes).Distinct().Order()];
            int[] columns = [SplitSession.Whole, .. result.GetRequiredValue(slices).Distinct().OrderDescending()];
            var medians = new List<IReadOnlyDictionary<int, double>>();
            foreach (var slice in columns)
            {
                medians.Add(await session.RunAsync(slice, members, cancellationToken));
            }

            await Console.Out.WriteLineAsync(Table(members, columns, medians, programs.Machine));
            return 0;
        });
        return command;
    }

    private static string Table(int[] members, int[] slices, IReadOnlyList<IReadOnlyDictionary<int, double>> medians, IReadOnlyDictionary<string, string> machine)
    {
        var text = new StringBuilder("Send to the last hearing, median in ms\n\n| members | one function |");
        text.AppendJoin("", slices.Skip(1).Select(slice => string.Create(CultureInfo.InvariantCulture, $" slices of {slice:N0} |")));
        text.Append("\n|---|").AppendJoin("", slices.Select(_ => "---|")).Append('\n');
        foreach (var size in members)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {size:N0} |");
            text.AppendJoin("", medians.Select((column, at) => size <= slices[at] && at > 0 ? " not split |" : string.Create(CultureInfo.InvariantCulture, $" {column[size]:0} |")));
            text.Append('\n');
        }

        return text.Append('\n').AppendJoin("\n", machine.Select(line => $"- {line.Key}: {line.Value}")).ToString();
    }
}
