using System.CommandLine;
using Chat.Benchmarks.Cost;

namespace Chat.Benchmarks;

/// <summary><c>cost</c>: what a month of the chat costs on AWS, what changes that, and what one message takes in rooms of any size.</summary>
internal static class CostCommand
{
    public static Command Create()
    {
        var users = Number("--users", "People who use it on a day.", 1_000);
        var rooms = Number("--rooms", "Rooms of the same size; 1: everybody hears everybody.", 1);
        var messages = Number("--messages", "Messages a day, all together.", 10_000);
        var hours = Number("--hours", "Hours that each is connected on a day.", 2);
        var connections = Number("--connections", "Connections of each on a day.", 3);
        var bytes = Number("--bytes", "Bytes of a message.", 200);
        var file = new Option<FileInfo?>("--prices") { Description = "A JSON file of other prices, in the form of Tests/Benchmarks/Cost/prices.json.", HelpName = "FILE" };
        var quotasFile = new Option<FileInfo?>("--quotas") { Description = "A JSON file of other quotas, in the form of Tests/Benchmarks/Cost/quotas.json.", HelpName = "FILE" };
        var plot = new Option<FileInfo?>("--plot") { Description = "Draws the seconds that a message takes, as SVG.", HelpName = "FILE" };
        var command = new Command("cost", "Reckons what a month of the chat costs on AWS, what changes that, and what one message takes in time and money.")
        {
            users, rooms, messages, hours, connections, bytes, file, quotasFile, plot,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            var usage = new Usage(result.GetValue(users), result.GetValue(rooms), result.GetValue(messages))
            {
                HoursPerDay = result.GetValue(hours),
                ConnectionsPerDay = result.GetValue(connections),
                MessageBytes = result.GetValue(bytes),
            };
            var prices = Read(result.GetValue(file), Prices.Read) ?? Prices.Known;
            var quotas = Read(result.GetValue(quotasFile), Quotas.Read) ?? Quotas.Known;
            await Console.Out.WriteAsync($"{CostTable.Of(usage, prices)}\n{MessageTable.Of(usage.MessageBytes, prices, quotas)}");
            if (result.GetValue(plot) is { } drawn)
            {
                await File.WriteAllTextAsync(drawn.FullName, MessageTable.Draw(usage.MessageBytes, prices, quotas), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static T? Read<T>(FileInfo? file, Func<Stream, string, T> read)
        where T : class
    {
        if (file is null)
        {
            return null;
        }

        using var stream = file.OpenRead();
        return read(stream, file.Name);
    }

    private static Option<double> Number(string name, string description, double value)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (> 0 and < 1e12))
            {
                result.AddError($"{name} takes a number above 0.");
            }
        });
        return option;
    }
}
