using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>What AWS is told when the stack is deployed, and its template leaves open.</summary>
internal sealed partial class DeployArguments : IArguments
{
    private readonly Option<string?> _account = new("--account")
    {
        Description = "The AWS account (12 digits) of a stack that doesn't name its own. Default: the one that the template's ARNs spell out, otherwise "
            + $"{TemplateContext.DefaultAccountId}.",
        HelpName = "ACCOUNT",
    };

    private readonly Option<string?> _region = new("--region")
    {
        Description = "The region of a stack that doesn't name its own. Default: the one that the template's ARNs spell out, otherwise that of AWS_REGION or "
            + $"AWS_DEFAULT_REGION, otherwise {TemplateContext.DefaultRegion}.",
        HelpName = "REGION",
    };

    private readonly Option<string[]> _parameter = new("--parameter")
    {
        Description = "A value for one of the template's parameters, or of one stack's: --parameter Stage=dev, --parameter Chat:Stage=dev. Repeatable.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _parameterFiles = new("--parameters")
    {
        Description = "A file with values for parameters: JSON as CloudFormation takes it, SAM's samconfig.toml, or lines of NAME=VALUE. Repeatable.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _variable = new("--variable")
    {
        Description = "A value for an environment variable of a function, instead of the template's: --variable hello.TOKEN=secret. Repeatable.",
        HelpName = "FUNCTION.NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _variableFiles = new("--env-vars")
    {
        Description = "A JSON file with values for environment variables, in the format of sam local: {\"hello\": {\"TOKEN\": \"secret\"}, \"Parameters\": {…}}. Repeatable.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _backend = new("--backend")
    {
        Description = "The address behind a VPC link, by the link's or its integration's logical ID, such as --backend Link=http://localhost:8080. Repeatable.",
        HelpName = "NAME=URL",
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(Command command)
    {
        command.Add(_account);
        command.Add(_region);
        command.Add(_parameter);
        command.Add(_parameterFiles);
        command.Add(_variable);
        command.Add(_variableFiles);
        command.Add(_backend);
        _account.Validators.Add(result => ArgumentChecks.RequireMatch(result, AccountPattern(), "an account of 12 digits"));
        _region.Validators.Add(result => ArgumentChecks.RequireMatch(result, RegionPattern(), "a region, such as eu-west-1"));
        _parameter.Validators.Add(result => ArgumentChecks.RefuseEach(
            result, text => text.IndexOf('=', StringComparison.Ordinal) < 1, text => $"--parameter takes NAME=VALUE, but '{text}' has no '='."));
        _parameterFiles.Validators.Add(result => ArgumentChecks.RequireReadable(result, "--parameters", path => DeployFiles.ReadParameters(path)));
        _variable.Validators.Add(result => ArgumentChecks.RefuseEach(
            result, text => DeployFiles.VariableOf(text) is null, text => $"--variable takes FUNCTION.NAME=VALUE, not '{text}'."));
        _variableFiles.Validators.Add(result => ArgumentChecks.RequireReadable(result, "--env-vars", path => DeployFiles.ReadVariables(path)));
        _backend.Validators.Add(result => ArgumentChecks.RefuseEach(
            result, text => !ArgumentChecks.IsNamedUrl(text), text => $"--backend takes NAME=URL with an http or https URL, not '{text}'."));
    }

    public EmulatorOptions Read(ParseResult result, EmulatorOptions options, EmulatorOptions? preset) => options with
    {
        Account = result.GetValue(_account) ?? preset?.Account,
        Region = result.GetValue(_region) ?? preset?.Region,
        Parameters = (preset?.Parameters ?? ImmutableDictionary<string, string>.Empty)
            .SetItems((result.GetValue(_parameterFiles) ?? []).SelectMany(DeployFiles.ReadParameters))
            .SetItems((result.GetValue(_parameter) ?? []).Select(ArgumentChecks.Pair)),
        Variables = (preset?.Variables ?? ImmutableDictionary<VariableName, string>.Empty)
            .SetItems((result.GetValue(_variableFiles) ?? []).SelectMany(DeployFiles.ReadVariables))
            .SetItems((result.GetValue(_variable) ?? []).Select(text => DeployFiles.VariableOf(text)!.Value)),
        Backends = (preset?.Backends ?? ImmutableDictionary<string, Uri>.Empty)
            .SetItems((result.GetValue(_backend) ?? []).Select(ArgumentChecks.NamedUrl)),
    };

    [GeneratedRegex(@"\A\d{12}\z")]
    private static partial Regex AccountPattern();

    [GeneratedRegex(@"\A[a-z]{2}(-[a-z]+)+-\d\z")]
    private static partial Regex RegionPattern();
}
