using System.CommandLine;
using Chat.Soak.Tests.Hub;

namespace Chat.Soak.Tests;

/// <summary><c>dotnet run -c Release --project Tests/Soak -- --seconds 300</c>, or <c>-- slow-consumers --url ws://127.0.0.1:4510/demo</c>, or <c>-- hub</c></summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        var seconds = new Option<int>("--seconds") { Description = "How long things go wrong.", DefaultValueFactory = _ => 300 };
        var members = new Option<int>("--members") { Description = "How many people chat at a time.", DefaultValueFactory = _ => 24 };
        var seed = new Option<int>("--seed") { Description = "What the choices are drawn from.", DefaultValueFactory = _ => Random.Shared.Next() };
        var calm = new Option<bool>("--calm") { Description = "Nothing is killed, stopped or reloaded: people come, talk and go." };
        var command = new RootCommand(
            "Runs the chat on the emulator while people join and leave at random, functions and the tables' server are killed or stopped, and code "
            + "is reloaded; then counts what was lost, doubled, misdelivered or stuck, and which rows are left.")
        {
            seconds, members, seed, calm,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!OperatingSystem.IsLinux())
            {
                await Console.Error.WriteLineAsync("The soak finds and stops processes through /proc: it needs Linux.");
                return 2;
            }

            var plan = new SoakPlan(
                TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(members), result.GetValue(seed), !result.GetValue(calm));
            var outcome = await new SoakRun(plan, Console.Error).RunAsync(cancellationToken);
            await Console.Out.WriteLineAsync(outcome.ToString());
            return outcome.IsClean ? 0 : 1;
        });
        command.Add(SlowConsumers());
        command.Add(HubSoakCommand.Create());
        return command.Parse(arguments).InvokeAsync();
    }

    private static Command SlowConsumers()
    {
        var url = new Option<string>("--url") { Description = "The chat's address, such as ws://127.0.0.1:4510/demo.", Required = true };
        var clients = new Option<int>("--clients") { Description = "How many clients read; a tenth as many more don't.", DefaultValueFactory = _ => 10 };
        var messages = new Option<int>("--messages") { Description = "How many messages are measured each time.", DefaultValueFactory = _ => 400 };
        var command = new Command("slow-consumers", "Measures what clients that don't read cost the others.") { url, clients, messages };
        command.Validators.Add(result =>
        {
            if (result.GetValue(url) is { } given && !(Uri.TryCreate(given, UriKind.Absolute, out var parsed) && parsed.Scheme == "ws"))
            {
                result.AddError($"--url takes the address of a stage, such as ws://127.0.0.1:4510/demo, and not '{given}'.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var run = new SlowConsumerRun(new Uri(result.GetRequiredValue(url)), result.GetValue(clients), result.GetValue(messages), TimeProvider.System);
            await Console.Out.WriteLineAsync(await run.RunAsync(cancellationToken));
            return 0;
        });
        return command;
    }
}
