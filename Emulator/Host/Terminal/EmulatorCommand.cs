using System.Collections.Immutable;
using System.CommandLine;
using Chat.Contracts.CommandLine;
using Chat.Emulator.Host.Terminal.Arguments;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal;

/// <summary>
/// The command line of the emulator, <c>dotnet run --project Emulator -- path/to/cdk.out [options]</c>, and of an AppHost that
/// presets what to run and takes the same options.
/// </summary>
public static class EmulatorCommand
{
    private const string DefaultDescription =
        "Runs a WebSocket API of API Gateway on this machine: its Lambda functions, its DynamoDB tables and @connections.";

    private static readonly Argument<string> Assembly = new("assembly")
    {
        Description = "The cloud assembly (cdk.out) or the CloudFormation or SAM template (JSON or YAML) to run.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    // In the order of --help.
    private static readonly ImmutableArray<IArguments> Arguments =
        [new DeployArguments(), new ListeningArguments(), new FunctionArguments(), new TableArguments(), new GatewayArguments(), new RecordingArguments(), new OutputArguments()];

    /// <summary>Parses and runs. 0: stopped by the user; 1: could not start, or broke down; 2: the command line is wrong.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="preset">What to run unless told otherwise. Null: the command line must name a cloud assembly.</param>
    /// <param name="description">The first line of <c>--help</c>.</param>
    public static async Task<int> RunAsync(string[] arguments, EmulatorOptions? preset = null, string description = DefaultDescription)
    {
        var command = Create(description);
        if (preset is null)
        {
            command.Add(CheckCommand.Create());
            command.Add(NewCommand.Create());
            command.Add(ReplayCommand.Create());
            command.Add(DescribeCommand.Create());
            if (arguments is not [CheckCommand.Name or NewCommand.Name or ReplayCommand.Name or EmulatorArguments.Describe, ..])
            {
                command.Add(Assembly);
            }

            command.Validators.Add(result =>
            {
                if (result.GetResult(Assembly) is null or { Tokens.Count: 0 })
                {
                    result.AddError("Name the cloud assembly or the template to run, such as cdk.out.");
                }
            });
        }

        command.SetAction((result, cancellationToken) => EmulatorProcess.RunAsync(ToOptions(result, preset), cancellationToken));

        var parsed = command.Parse(arguments);
        if (parsed.Errors.Count == 0)
        {
            // Signals are EmulatorProcess's own: it has a second Ctrl-C to tell from the first.
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        }

        foreach (var error in parsed.Errors)
        {
            await Console.Error.WriteLineAsync(error.Message);
        }

        await Console.Error.WriteLineAsync("Try --help.");
        return 2;
    }

    private static RootCommand Create(string description)
    {
        var command = new RootCommand(description);
        foreach (var arguments in Arguments)
        {
            arguments.AddTo(command);
        }

        return command;
    }

    private static EmulatorOptions ToOptions(ParseResult result, EmulatorOptions? preset)
    {
        var options = new EmulatorOptions
        {
            Assembly = preset?.Assembly ?? result.GetRequiredValue(Assembly),
            ConsoleToken = Environment.GetEnvironmentVariable(EmulatorVariables.ConsoleToken) ?? preset?.ConsoleToken,
        };
        return Arguments.Aggregate(options, (read, arguments) => arguments.Read(result, read, preset));
    }
}
