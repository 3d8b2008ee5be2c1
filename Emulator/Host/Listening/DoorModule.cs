using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Tls;
using Chat.Emulator.Modules;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Listening;

/// <summary>How functions reach the emulator's one port: its address, and the certificates that they have to trust.</summary>
internal sealed partial class DoorModule(LocalTls tls, ApiPorts ports, ILogger<LocalTls> logger) : IModule
{
    public Task StartAsync(Stack stack, CancellationToken cancellationToken)
    {
        if (tls.Warning is { } warning)
        {
            LogTls(warning);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync() => Task.CompletedTask;

    public void AddVariables(Function function, Stack stack, IDictionary<string, string> variables)
    {
        foreach (var (name, value) in tls.Variables)
        {
            variables[name] = value;
        }

        variables["AWS_ENDPOINT_URL_LAMBDA"] = $"http://127.0.0.1:{ports.Main}/";
    }

    [LoggerMessage(620, LogLevel.Warning, "{Warning}", EventName = "AuthorityNotKept")]
    private partial void LogTls(string warning);
}
