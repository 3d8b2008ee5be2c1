using System.CommandLine;
using Chat.Contracts.CommandLine;
using Chat.Contracts.Faults;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>How the API treats its clients, and what goes wrong on purpose.</summary>
/// <param name="limits">Whether rates hold unless the command line says it.</param>
internal sealed class GatewayArguments(string limits = GatewayArguments.LimitsOfAws) : IArguments
{
    public const string LimitsOfAws = "aws";
    public const string NoLimits = "off";

    private readonly Option<string> _limits = new("--limits")
    {
        Description = "aws: requests are throttled as on AWS, by the rates of the account, the stage and the route; off: they aren't.",
        DefaultValueFactory = _ => limits,
    };

    private readonly Option<string> _slowConsumers = new("--slow-consumers")
    {
        Description = "When a client that doesn't read is closed: after how many refused posts (429) in which time; off: never.",
        DefaultValueFactory = _ => $"{EmulatorOptions.DefaultSlowConsumerRefusals}/{EmulatorOptions.DefaultSlowConsumerPeriod.TotalSeconds}s",
        HelpName = "N/SECONDSs|off",
    };

    private readonly Option<string?> _faults = new("--faults")
    {
        Description = "What should go wrong on purpose, to see how the stack copes, such as "
            + "\"posts.latency=10ms,posts.throttled=5%,disconnect.lost=20%,seed=42\". The faults are: " + FaultText.Names + ".",
        HelpName = "FAULT=VALUE,…",
    };

    private readonly Option<bool> _watch = new(EmulatorArguments.Watch)
    {
        Description = "Redeploys what changed whenever the template or a function's code changes. Open connections stay open.",
    };

    public void AddTo(Command command)
    {
        command.Add(_limits);
        command.Add(_slowConsumers);
        command.Add(_faults);
        command.Add(_watch);
        _limits.AcceptOnlyFromAmong(LimitsOfAws, NoLimits);
        _slowConsumers.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !SlowConsumerText.TryParse(text, out _, out _))
            {
                result.AddError($"--slow-consumers takes a number of posts and a time, such as 20/10s, or off, and not '{text}'.");
            }
        });
        _faults.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !FaultText.TryParse(text, out _, out var error))
            {
                result.AddError($"--faults: {error}");
            }
        });
    }

    public EmulatorOptions Read(ParseResult result, EmulatorOptions options, EmulatorOptions? preset)
    {
        options = options with
        {
            AreRatesEnforced = result.GetValue(_limits) != NoLimits,
            Watch = result.GetResult(_watch) is { Implicit: false } ? result.GetValue(_watch) : preset?.Watch ?? false,
            Faults = result.GetValue(_faults) is { } faults && FaultText.TryParse(faults, out var settings, out _) ? settings : FaultSettings.None,
        };
        return SlowConsumerText.TryParse(result.GetRequiredValue(_slowConsumers), out var refusals, out var period)
            ? options with { SlowConsumerRefusals = refusals, SlowConsumerPeriod = period }
            : options;
    }
}
