using System.CommandLine;
using Chat.Emulator.Host.Replay;
using Chat.Emulator.Host.Terminal.Arguments;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Options;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Terminal;

/// <summary><c>replay SESSION STACK</c>: starts the stack, does what recorded clients did, and shows what they hear differently.</summary>
internal static class ReplayCommand
{
    public const string Name = "replay";

    private const int Differs = 1;
    private const int NotRun = 2;

    private static readonly Argument<string> SessionPath = new("session") { Description = "The recorded session: what --record FILE wrote." };

    private static readonly Argument<string> Assembly = new("assembly") { Description = "The cloud assembly or the template to run it against." };

    public static Command Create()
    {
        // The emulator that is being worked with may have its port. And a replay is quicker than people are: no rate is to be its business.
        IArguments[] arguments =
        [
            new DeployArguments(), new ListeningArguments(defaultPort: 0), new FunctionArguments(), new TableArguments(),
            new GatewayArguments(GatewayArguments.NoLimits), new RecordingArguments(),
        ];
        var replay = new ReplayArguments();
        var command = new Command(Name, "Starts a stack, does what the clients of a recorded session did, and shows what they hear differently. Exits with 0: nothing; 1: something; 2: it couldn't be run.")
        {
            SessionPath,
            Assembly,
        };
        replay.AddTo(command);
        foreach (var group in arguments)
        {
            group.AddTo(command);
        }

        command.SetAction(async (result, cancellationToken) =>
        {
            if (OperatingSystem.IsLinux())
            {
                BatchScheduling.Enter();
            }

            using var stop = new StopSignals(cancellationToken);
            return await RunAsync(
                result.GetRequiredValue(SessionPath),
                arguments.Aggregate(new EmulatorOptions { Assembly = result.GetRequiredValue(Assembly) }, (read, group) => group.Read(result, read, null)),
                replay.Read(result),
                new ReplayOutput(Console.Out, Console.Error, replay.IsJson(result)),
                stop.Token);
        });
        return command;
    }

    public static async Task<int> RunAsync(
        string path, EmulatorOptions options, ReplaySettings settings, ReplayOutput output, CancellationToken cancellationToken)
    {
        var reading = SessionFile.Read(path);
        if (reading is not SessionReading.Whole(var session))
        {
            return await output.FailAsync(((SessionReading.Unreadable)reading).Message, NotRun);
        }

        if (EditedSession.WhyNot(session) is { } wrong)
        {
            return await output.FailAsync($"{path} can't be replayed: {wrong}", NotRun);
        }

        session = EditedSession.Whole(session);
        if (session.Secrets.Except(settings.Secrets.Keys) is { IsEmpty: false } secrets)
        {
            return await output.FailAsync(
                $"{path} leaves out secrets that its clients sent: {string.Join(", ", secrets)}. Give them with --secret {secrets[0]}=VALUE, or --secrets FILE; "
                + $"--secret {secrets[0]}= leaves out its header or query parameter.",
                NotRun);
        }

        try
        {
            await using var cloud = await LocalCloud.StartAsync(options, logging => ConsoleLog.Add(logging, TerminalOutput.Quiet), cancellationToken);
            if (SessionReplay.WhyNot(session, cloud.Stages) is { } reason)
            {
                return await output.FailAsync($"{path} can't be replayed against {options.Assembly}: {reason}", NotRun);
            }

            var recorded = new RecordedFrames(session);
            var replaying = SessionReplay.RunAsync(cloud, recorded, settings, TimeProvider.System, cancellationToken);
            if (await Task.WhenAny(replaying, cloud.BrokeDown) == cloud.BrokeDown)
            {
                return await output.FailAsync(await cloud.BrokeDown, NotRun);
            }

            var result = await replaying;
            await output.WriteAsync(path, options.Assembly, recorded, result);
            return result.IsSame ? 0 : Differs;
        }
        catch (EmulatorStartException e)
        {
            return await output.FailAsync(e.Message, NotRun);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await output.FailAsync("Stopped before it finished.", NotRun);
        }
#pragma warning disable CA1031 // As when the emulator runs: a bug, in a sentence.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return await output.FailAsync(await UnexpectedFailure.DescribeAsync(e), NotRun);
        }
    }
}
