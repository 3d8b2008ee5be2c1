using System.CommandLine;

namespace Chat.Soak.Tests.Hub;

/// <summary><c>dotnet run -c Release --project Tests/Soak -- hub --clients 500 --seconds 1800</c></summary>
internal static class HubSoakCommand
{
    public static Command Create()
    {
        var clients = new Option<int>("--clients") { Description = "How many clients of SignalR are in the chat.", DefaultValueFactory = _ => 500 };
        var seconds = new Option<int>("--seconds") { Description = "How long they talk, come and go. From twenty minutes on, memory is judged too.", DefaultValueFactory = _ => 1_800 };
        var roomSize = new Option<int>("--room-size") { Description = "How many share a room.", DefaultValueFactory = _ => 20 };
        var rate = new Option<double>("--rate") { Description = "Messages a second, of all together.", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "What the choices are drawn from.", DefaultValueFactory = _ => Random.Shared.Next() };
        var functions = new Option<string?>("--functions")
        {
            Description = "The functions' native program, as 'dotnet publish Functions -c Release -r linux-x64' makes it. Without: their portable build.",
        };
        functions.Validators.Add(result =>
        {
            if (result.GetValue(functions) is { } file && !File.Exists(file))
            {
                result.AddError($"--functions takes a program, and there is no file '{file}'.");
            }
        });
        foreach (var option in (Option<int>[])[clients, seconds, roomSize])
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var value) && value > 0))
                {
                    result.AddError($"{option.Name} takes a whole number, 1 or more, and not '{token.Value}'.");
                }
            });
        }

        rate.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(double.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0))
            {
                result.AddError($"--rate takes a number above 0, and not '{token.Value}'.");
            }
        });

        var command = new Command("hub", "Runs the chat's hub while clients of SignalR join, leave, talk and are cut off; then counts who lacks what, which rows are left, and whether memory grew.")
        {
            clients, seconds, roomSize, rate, seed, functions,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!OperatingSystem.IsLinux())
            {
                await Console.Error.WriteLineAsync("The soak reads what processes use from /proc: it needs Linux.");
                return 2;
            }

            var plan = new HubSoakPlan(
                TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(clients), result.GetValue(roomSize), result.GetValue(rate), result.GetValue(seed))
            {
                Functions = result.GetValue(functions) is { } file ? Path.GetFullPath(file) : null,
            };
            var outcome = await new HubSoakRun(plan, Console.Error).RunAsync(cancellationToken);
            await Console.Out.WriteLineAsync(outcome.ToString());
            return outcome.IsClean ? 0 : 1;
        });
        return command;
    }
}
