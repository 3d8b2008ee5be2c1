using System.CommandLine;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>Whether sessions are recorded.</summary>
internal sealed class RecordingArguments : IArguments
{
    private readonly Option<string?> _record = new("--record")
    {
        Description = "Records every connection and frame to a file, without its tokens, for the command replay. One that is there is not overwritten.",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Add(_record);

    public EmulatorOptions Read(ParseResult result, EmulatorOptions options, EmulatorOptions? preset) => options with
    {
        RecordingFile = result.GetValue(_record) ?? preset?.RecordingFile,
    };
}
