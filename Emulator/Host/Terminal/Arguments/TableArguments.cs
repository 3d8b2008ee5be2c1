using System.CommandLine;
using Chat.Contracts.CommandLine;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>Where the tables are. Who signs the functions' calls of them is asked too: the two go together.</summary>
internal sealed class TableArguments : IArguments
{
    private readonly Option<string?> _data = new(EmulatorArguments.Data)
    {
        Description = "A folder to keep the tables' data in. Without it, data is kept in memory and is gone when the emulator stops.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _tables = new(EmulatorArguments.Tables)
    {
        Description = "A DynamoDB endpoint for the tables, instead of the emulator's own server; or aws: functions use the tables on AWS "
            + "with your credentials, which needs --iam off.",
        HelpName = "URL|aws",
    };

    private readonly Option<string> _iam = new(EmulatorArguments.Iam)
    {
        Description = "Whether calls need a signature and their function's permission, as on AWS.",
        DefaultValueFactory = _ => "on",
        HelpName = "on|off",
    };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_tables);
        command.Add(_iam);
        _iam.AcceptOnlyFromAmong("on", EmulatorArguments.Off);
        command.Validators.Add(result =>
        {
            var tables = result.GetValue(_tables);
            if (tables is not (null or EmulatorArguments.OnAws) && ArgumentChecks.HttpUrl(tables) is null)
            {
                result.AddError($"--tables takes the URL of a DynamoDB endpoint, or aws, not '{tables}'.");
            }
            else if (tables == EmulatorArguments.OnAws && result.GetValue(_iam) != EmulatorArguments.Off)
            {
                result.AddError("--tables aws needs --iam off: functions then sign with your own credentials, which the emulator can't verify.");
            }
            else if (tables is not null && result.GetValue(_data) is not null)
            {
                result.AddError("--data is for the emulator's own tables: leave it out when you use --tables.");
            }
        });
    }

    public EmulatorOptions Read(ParseResult result, EmulatorOptions options, EmulatorOptions? preset) => options with
    {
        DataFolder = result.GetValue(_data) ?? preset?.DataFolder,
        Iam = result.GetValue(_iam) == "on",
        TableEndpoint = result.GetValue(_tables) is { } tables and not EmulatorArguments.OnAws ? ArgumentChecks.HttpUrl(tables) : null,
        TableCredentials = TableCredentials.FromEnvironment(),
        AreTablesOnAws = result.GetValue(_tables) == EmulatorArguments.OnAws,
    };
}
