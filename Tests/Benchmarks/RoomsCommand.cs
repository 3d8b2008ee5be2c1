using System.CommandLine;
using Chat.Benchmarks.Compare;
using Chat.Benchmarks.Report;
using Chat.Benchmarks.Rooms;

namespace Chat.Benchmarks;

/// <summary><c>rooms</c>: the chat's hub in functions, and the same hub under ASP.NET Core, in one run.</summary>
internal static class RoomsCommand
{
    public static Command Create()
    {
        var clients = CommandOptions.Count("--clients", "Clients.", 2_000);
        var rooms = CommandOptions.Count("--rooms", "Rooms, in which the clients are spread.", 20);
        var rate = CommandOptions.Count("--rate", "Messages a second, of all rooms together.", 10);
        var seconds = CommandOptions.Count("--seconds", "How long it is measured, each time.", 30);
        var rounds = CommandOptions.Count("--rounds", "How often each is measured; the table has the median.", 3);
        var functions = CommandOptions.Functions();
        var emulator = CommandOptions.Emulator();
        var command = new Command("rooms", "Measures from sending to hearing in rooms of the chat's hub, beside the same hub under ASP.NET Core.")
        {
            clients, rooms, rate, seconds, rounds, functions, emulator,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(rooms) > result.GetValue(clients))
            {
                result.AddError("--rooms takes as many as there are --clients at most: nobody would be in the others.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var measure = TimeSpan.FromSeconds(result.GetValue(seconds));
            var options = new RoomsOptions(result.GetValue(clients), result.GetValue(rooms), result.GetValue(rate), measure / 3, measure);
            var recorder = new Recorder();
            var startedAt = TimeProvider.System.GetUtcNow();
            var programs = await MeasuredPrograms.PublishAsync(result.GetRequiredValue(functions), result.GetRequiredValue(emulator), recorder, cancellationToken);
            var contender = programs.Emulator(Comparison.Emulator, "--limits", "off");
            var session = new RoomsSession(options, recorder);
            for (var round = 1; round <= result.GetValue(rounds); round++)
            {
                Recorder.Say($"round {round} of {result.GetValue(rounds)}");
                await session.RunAsync(contender.Name, contender.StartChatAsync, cancellationToken);
                await session.RunAsync(HubServer.Name, HubServer.StartAsync, cancellationToken);
            }

            await Console.Out.WriteLineAsync(MarkdownTable.Of(new Results(startedAt, programs.Machine, result.GetValue(rounds), recorder.Figures, recorder.Notes)));
            return 0;
        });
        return command;
    }
}
