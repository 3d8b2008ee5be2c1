using System.CommandLine;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>Options of the command line that belong together: what they are called, what they may be, what they set.</summary>
internal interface IArguments
{
    void AddTo(Command command);

    /// <param name="options">What the command line has set until now.</param>
    /// <param name="preset">What holds unless the command line says otherwise. Null: nothing.</param>
    EmulatorOptions Read(ParseResult result, EmulatorOptions options, EmulatorOptions? preset);
}
