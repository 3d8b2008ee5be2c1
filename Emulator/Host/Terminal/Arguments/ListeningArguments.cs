using System.CommandLine;
using Chat.Contracts.CommandLine;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>Where clients reach the stack, and what they find there besides it.</summary>
/// <param name="defaultPort">The port unless the command line says another one.</param>
internal sealed class ListeningArguments(int defaultPort = EmulatorOptions.DefaultPort) : IArguments
{
    private readonly Option<int> _port = new(EmulatorArguments.Port)
    {
        Description = "The port of the WebSocket API and @connections, on loopback only. 0 takes a free one.",
        DefaultValueFactory = _ => defaultPort,
    };

    private readonly Option<string?> _tlsFolder = new("--tls-folder")
    {
        Description = "A folder for the certificate authority behind https and wss, which are on the same port. Default: a folder of your own. "
            + "Clients need to trust its authority.pem; functions do already, this machine doesn't unless you tell it to.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _web = new(EmulatorArguments.Web)
    {
        Description = "A folder of static files to serve at /.",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        command.Add(_port);
        command.Add(_tlsFolder);
        command.Add(_web);
        _port.Validators.Add(result => ArgumentChecks.RequireRange(result, _port, 0, 65535));
    }

    public EmulatorOptions Read(ParseResult result, EmulatorOptions options, EmulatorOptions? preset) => options with
    {
        Port = result.GetValue(_port),
        TlsFolder = result.GetValue(_tlsFolder) ?? preset?.TlsFolder,
        WebFolder = result.GetValue(_web) ?? preset?.WebFolder,
    };
}
