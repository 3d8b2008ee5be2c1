using System.CommandLine;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>What the terminal shows.</summary>
internal sealed class OutputArguments : IArguments
{
    private readonly Option<bool> _quiet = new("--quiet", "-q")
    {
        Description = "Shows the lines 'ready' and warnings alone.",
    };

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Shows every frame and post beside the line for each message, and those where the output isn't a terminal, too.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Writes a JSON object a line on standard output: what is ready, and each message with its route, function, outcome, time and deliveries.",
    };

    public void AddTo(Command command)
    {
        Option<bool>[] options = [_quiet, _verbose, _json];
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (options.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
            {
                result.AddError("--quiet, --verbose and --json: one of them at a time.");
            }
        });
    }

    public EmulatorOptions Read(ParseResult result, EmulatorOptions options, EmulatorOptions? preset) => options with
    {
        Output = result.GetValue(_quiet) ? TerminalOutput.Quiet
            : result.GetValue(_verbose) ? TerminalOutput.Verbose
            : result.GetValue(_json) ? TerminalOutput.Json
            : preset?.Output ?? TerminalOutput.Messages,
    };
}
