using Chat.Emulator.Template;

namespace Chat.Emulator.Modules;

/// <summary>What a function's process gets besides the template's variables: its credentials, endpoints.</summary>
internal interface IFunctionVariables
{
    IReadOnlyDictionary<string, string> Of(Function function);
}
