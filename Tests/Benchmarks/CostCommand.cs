using System.CommandLine;
using Chat.Benchmarks.Cost;

namespace Chat.Benchmarks;

/// <summary><c>cost</c>: what a month of the chat costs on AWS, and what changes that.</summary>
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
        var command = new Command("cost", "Reckons what a month of the chat costs on AWS, and what changes that.") { users, rooms, messages, hours, connections, bytes, file };
        command.SetAction(async (result, _) =>
        {
            var usage = new Usage(result.GetValue(users), result.GetValue(rooms), result.GetValue(messages))
            {
                HoursPerDay = result.GetValue(hours),
                ConnectionsPerDay = result.GetValue(connections),
                MessageBytes = result.GetValue(bytes),
            };
            await Console.Out.WriteAsync(CostTable.Of(usage, ReadPrices(result.GetValue(file))));
            return 0;
        });
        return command;
    }

    private static Prices ReadPrices(FileInfo? file)
    {
        if (file is null)
        {
            return Prices.Known;
        }

        using var stream = file.OpenRead();
        return Prices.Read(stream, file.Name);
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
