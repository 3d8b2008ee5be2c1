using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Terminal;

/// <summary>
/// The command line of the emulator, <c>dotnet run --project Emulator -- path/to/cdk.out [options]</c>, and of an AppHost that
/// presets what to run and takes the same options.
/// </summary>
public static partial class EmulatorCommand
{
    // No option: other users of the machine can read command lines.
    private const string ConsoleTokenVariable = "EMULATOR_CONSOLE_TOKEN";

    private const string LimitsOfAws = "aws";
    private const string NoLimits = "off";
    private const string TablesOnAws = "aws";

    private const string DefaultDescription =
        "Runs a WebSocket API of API Gateway on this machine: its Lambda functions, its DynamoDB tables and @connections.";

    private static readonly Argument<string> Assembly = new("assembly")
    {
        Description = "The cloud assembly (cdk.out) or the CloudFormation or SAM template (JSON or YAML) to run.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port of the WebSocket API and @connections, on loopback only. 0 takes a free one.",
        DefaultValueFactory = _ => EmulatorOptions.DefaultPort,
    };

    private static readonly Option<string?> Account = new("--account")
    {
        Description = "The AWS account (12 digits) of a stack that doesn't name its own. Default: the one that the template's ARNs spell out, otherwise "
            + $"{TemplateContext.DefaultAccountId}.",
        HelpName = "ACCOUNT",
    };

    private static readonly Option<string?> Region = new("--region")
    {
        Description = "The region of a stack that doesn't name its own. Default: the one that the template's ARNs spell out, otherwise that of AWS_REGION or "
            + $"AWS_DEFAULT_REGION, otherwise {TemplateContext.DefaultRegion}.",
        HelpName = "REGION",
    };

    private static readonly Option<string[]> Parameter = new("--parameter")
    {
        Description = "A value for one of the template's parameters, or of one stack's: --parameter Stage=dev, --parameter Chat:Stage=dev. Repeatable.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> ParameterFiles = new("--parameters")
    {
        Description = "A file with values for parameters: JSON as CloudFormation takes it, SAM's samconfig.toml, or lines of NAME=VALUE. Repeatable.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Variable = new("--variable")
    {
        Description = "A value for an environment variable of a function, instead of the template's: --variable hello.TOKEN=secret. Repeatable.",
        HelpName = "FUNCTION.NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> VariableFiles = new("--env-vars")
    {
        Description = "A JSON file with values for environment variables, in the format of sam local: {\"hello\": {\"TOKEN\": \"secret\"}, \"Parameters\": {…}}. Repeatable.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Backend = new("--backend")
    {
        Description = "The address behind a VPC link, by the link's or its integration's logical ID, such as --backend Link=http://localhost:8080. Repeatable.",
        HelpName = "NAME=URL",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "A folder to keep the tables' data in. Without it, data is kept in memory and is gone when the emulator stops.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> TlsFolder = new("--tls-folder")
    {
        Description = "A folder for the certificate authority behind https and wss, which are on the same port. Default: a folder of your own. "
            + "Clients need to trust its authority.pem; functions do already, this machine doesn't unless you tell it to.",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Web = new("--web")
    {
        Description = "A folder of static files to serve at /.",
        HelpName = "DIR",
    };

    private static readonly Option<string[]> Run = new("--run")
    {
        Description = "The command that starts a function instead of its runtime's own, such as --run hello=\"node hello.mjs\". Repeatable; * stands for all other functions.",
        HelpName = "FUNCTION=COMMAND",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Iam = new("--iam")
    {
        Description = "Whether calls need a signature and their function's permission, as on AWS.",
        DefaultValueFactory = _ => "on",
        HelpName = "on|off",
    };

    private static readonly Option<string[]> Attached = new("--attached")
    {
        Description = "A function that you start yourself, for example in a debugger: it polls AWS_LAMBDA_RUNTIME_API=localhost:PORT/FUNCTION, "
            + "and GET /_functions/FUNCTION/environment returns its other variables. Repeatable.",
        HelpName = "FUNCTION",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Debug = new("--debug")
    {
        Description = "A function that you are debugging, so its timeouts pause. On Linux, a debugger attached to a function that the emulator started is noticed without this option. Repeatable.",
        HelpName = "FUNCTION",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Invoke = new("--invoke")
    {
        Description = "A function that runs behind another Invoke endpoint, for example AWS's Lambda test tool: --invoke hello=http://localhost:5050. Repeatable.",
        HelpName = "FUNCTION=URL",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Tables = new("--tables")
    {
        Description = "A DynamoDB endpoint for the tables, instead of the emulator's own server; or aws: functions use the tables on AWS "
            + "with your credentials, which needs --iam off.",
        HelpName = "URL|aws",
    };

    private static readonly Option<int> MaxEnvironments = new("--max-environments")
    {
        Description = "How many environments (processes) a function may have at a time. Events wait while all of them are busy.",
        DefaultValueFactory = _ => EmulatorOptions.DefaultMaxEnvironments,
        HelpName = "N",
    };

    private static readonly Option<string> Limits = new("--limits")
    {
        Description = "aws: requests are throttled as on AWS, by the rates of the account, the stage and the route; off: they aren't.",
        DefaultValueFactory = _ => LimitsOfAws,
    };

    private static readonly Option<string> SlowConsumers = new("--slow-consumers")
    {
        Description = "When a client that doesn't read is closed: after how many refused posts (429) in which time; off: never.",
        DefaultValueFactory = _ => $"{EmulatorOptions.DefaultSlowConsumerRefusals}/{EmulatorOptions.DefaultSlowConsumerPeriod.TotalSeconds}s",
        HelpName = "N/SECONDSs|off",
    };

    private static readonly Option<string?> Faults = new("--faults")
    {
        Description = "What should go wrong on purpose, to see how the stack copes, such as "
            + "\"posts.latency=10ms,posts.throttled=5%,disconnect.lost=20%,seed=42\". The faults are: " + FaultText.Names + ".",
        HelpName = "FAULT=VALUE,…",
    };

    private static readonly Option<bool> Watch = new("--watch")
    {
        Description = "Redeploys what changed whenever the template or a function's code changes. Open connections stay open.",
    };

    /// <summary>Parses and runs. 0: stopped by the user; 1: could not start, or broke down; 2: the command line is wrong.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="preset">What to run unless told otherwise. Null: the command line must name a cloud assembly.</param>
    /// <param name="description">The first line of <c>--help</c>.</param>
    public static async Task<int> RunAsync(string[] arguments, EmulatorOptions? preset = null, string description = DefaultDescription)
    {
        var command = Create(description);
        if (preset is null)
        {
            command.Add(Assembly);
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
        var command = new RootCommand(description) { Account, Region, Parameter, ParameterFiles, Variable, VariableFiles, Backend, Port, TlsFolder, Data, Web, Run, Attached, Invoke, Debug, Tables, MaxEnvironments, Limits, SlowConsumers, Iam, Watch, Faults };
        Iam.AcceptOnlyFromAmong("on", "off");
        Limits.AcceptOnlyFromAmong(LimitsOfAws, NoLimits);
        Port.Validators.Add(result => RequireRange(result, Port, 0, 65535));
        Parameter.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--parameter takes NAME=VALUE, but '{token.Value}' has no '='.");
            }
        });
        Variable.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => DeployFiles.VariableOf(token.Value) is null))
            {
                result.AddError($"--variable takes FUNCTION.NAME=VALUE, not '{token.Value}'.");
            }
        });
        Backend.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Split('=', 2) is not [{ Length: > 0 }, var url] || HttpUrl(url) is null))
            {
                result.AddError($"--backend takes NAME=URL with an http or https URL, not '{token.Value}'.");
            }
        });
        ParameterFiles.Validators.Add(result => RequireReadable(result, "--parameters", path => DeployFiles.ReadParameters(path)));
        VariableFiles.Validators.Add(result => RequireReadable(result, "--env-vars", path => DeployFiles.ReadVariables(path)));
        Account.Validators.Add(result => RequireMatch(result, AccountPattern(), "an account of 12 digits"));
        Region.Validators.Add(result => RequireMatch(result, RegionPattern(), "a region, such as eu-west-1"));
        MaxEnvironments.Validators.Add(result => RequireRange(result, MaxEnvironments, 1, 1000));
        SlowConsumers.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !SlowConsumerText.TryParse(text, out _, out _))
            {
                result.AddError($"--slow-consumers takes a number of posts and a time, such as 20/10s, or off, and not '{text}'.");
            }
        });
        Faults.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !FaultText.TryParse(text, out _, out var error))
            {
                result.AddError($"--faults: {error}");
            }
        });
        Run.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--run takes FUNCTION=COMMAND, but '{token.Value}' has no '='.");
            }
        });
        Invoke.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Split('=', 2) is not [{ Length: > 0 }, var url] || HttpUrl(url) is null))
            {
                result.AddError($"--invoke takes FUNCTION=URL with an http or https URL, not '{token.Value}'.");
            }
        });
        command.Validators.Add(result =>
        {
            var tables = result.GetValue(Tables);
            if (tables is not (null or TablesOnAws) && HttpUrl(tables) is null)
            {
                result.AddError($"--tables takes the URL of a DynamoDB endpoint, or aws, not '{tables}'.");
            }
            else if (tables == TablesOnAws && result.GetValue(Iam) != "off")
            {
                result.AddError("--tables aws needs --iam off: functions then sign with your own credentials, which the emulator can't verify.");
            }
            else if (tables is not null && result.GetValue(Data) is not null)
            {
                result.AddError("--data is for the emulator's own tables: leave it out when you use --tables.");
            }
        });
        return command;
    }

    private static Uri? HttpUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https") ? url : null;

    private static void RequireReadable(OptionResult result, string option, Action<string> read)
    {
        foreach (var token in result.Tokens)
        {
            try
            {
                read(token.Value);
            }
            catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
            {
                result.AddError($"{option} can't use {Path.GetFullPath(token.Value)}: {e.Message}");
            }
        }
    }

    private static void RequireMatch(OptionResult result, Regex pattern, string what)
    {
        if (result.Tokens is [{ Value: var text }] && !pattern.IsMatch(text))
        {
            result.AddError($"{result.Option.Name} takes {what}, not '{text}'.");
        }
    }

    private static void RequireRange(OptionResult result, Option<int> option, int least, int most)
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name} takes {least} to {most}, not {value}.");
        }
    }

    private static EmulatorOptions ToOptions(ParseResult result, EmulatorOptions? preset) => WithSlowConsumers(result, new()
    {
        Assembly = preset?.Assembly ?? result.GetRequiredValue(Assembly),
        ConsoleToken = Environment.GetEnvironmentVariable(ConsoleTokenVariable) ?? preset?.ConsoleToken,
        Account = result.GetValue(Account) ?? preset?.Account,
        Region = result.GetValue(Region) ?? preset?.Region,
        Parameters = (preset?.Parameters ?? ImmutableDictionary<string, string>.Empty)
            .SetItems((result.GetValue(ParameterFiles) ?? []).SelectMany(DeployFiles.ReadParameters))
            .SetItems((result.GetValue(Parameter) ?? []).Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1]))),
        Variables = (preset?.Variables ?? ImmutableDictionary<VariableName, string>.Empty)
            .SetItems((result.GetValue(VariableFiles) ?? []).SelectMany(DeployFiles.ReadVariables))
            .SetItems((result.GetValue(Variable) ?? []).Select(text => DeployFiles.VariableOf(text)!.Value)),
        Backends = (preset?.Backends ?? ImmutableDictionary<string, Uri>.Empty)
            .SetItems((result.GetValue(Backend) ?? []).Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], HttpUrl(pair[1])!))),
        Port = result.GetValue(Port),
        TlsFolder = result.GetValue(TlsFolder) ?? preset?.TlsFolder,
        DataFolder = result.GetValue(Data) ?? preset?.DataFolder,
        WebFolder = result.GetValue(Web) ?? preset?.WebFolder,
        Iam = result.GetValue(Iam) == "on",
        MaxEnvironments = result.GetValue(MaxEnvironments),
        AreRatesEnforced = result.GetValue(Limits) != NoLimits,
        Watch = result.GetResult(Watch) is { Implicit: false } ? result.GetValue(Watch) : preset?.Watch ?? false,
        Faults = result.GetValue(Faults) is { } faults && FaultText.TryParse(faults, out var settings, out _) ? settings : FaultSettings.None,
        Attached = [.. result.GetValue(Attached) ?? []],
        Debugged = [.. result.GetValue(Debug) ?? []],
        InvokedElsewhere = (result.GetValue(Invoke) ?? [])
            .Select(pair => pair.Split('=', 2))
            .ToImmutableDictionary(pair => pair[0], pair => HttpUrl(pair[1])!),
        TableEndpoint = result.GetValue(Tables) is { } tables and not TablesOnAws ? HttpUrl(tables) : null,
        TableCredentials = TableCredentials.FromEnvironment(),
        AreTablesOnAws = result.GetValue(Tables) == TablesOnAws,
        Run = (preset?.Run ?? ImmutableDictionary<string, string>.Empty).SetItems((result.GetValue(Run) ?? [])
            .Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0], pair[1]))),
    });

    private static EmulatorOptions WithSlowConsumers(ParseResult result, EmulatorOptions options) =>
        SlowConsumerText.TryParse(result.GetRequiredValue(SlowConsumers), out var refusals, out var period)
            ? options with { SlowConsumerRefusals = refusals, SlowConsumerPeriod = period }
            : options;

    [GeneratedRegex(@"\A\d{12}\z")]
    private static partial Regex AccountPattern();

    [GeneratedRegex(@"\A[a-z]{2}(-[a-z]+)+-\d\z")]
    private static partial Regex RegionPattern();
}
