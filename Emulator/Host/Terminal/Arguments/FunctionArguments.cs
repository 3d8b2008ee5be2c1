using System.Collections.Immutable;
using System.CommandLine;
using Chat.Contracts.CommandLine;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal.Arguments;

/// <summary>How functions are run.</summary>
internal sealed class FunctionArguments : IArguments
{
    private readonly Option<string[]> _run = new("--run")
    {
        Description = "The command that starts a function instead of its runtime's own, such as --run hello=\"node hello.mjs\". Repeatable; * stands for all other functions.",
        HelpName = "FUNCTION=COMMAND",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _attached = new(EmulatorArguments.Attached)
    {
        Description = "A function that you start yourself, for example in a debugger: it polls AWS_LAMBDA_RUNTIME_API=localhost:PORT/FUNCTION, "
            + "and GET /_functions/FUNCTION/environment returns its other variables. Repeatable.",
        HelpName = "FUNCTION",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _invoke = new(EmulatorArguments.Invoke)
    {
        Description = "A function that runs behind another Invoke endpoint, for example AWS's Lambda test tool: --invoke hello=http://localhost:5050. Repeatable.",
        HelpName = "FUNCTION=URL",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _debug = new("--debug")
    {
        Description = "A function that you are debugging, so its timeouts pause. On Linux, a debugger attached to a function that the emulator started is noticed without this option. Repeatable.",
        HelpName = "FUNCTION",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int> _maxEnvironments = new("--max-environments")
    {
        Description = "How many environments (processes) a function may have at a time. Events wait while all of them are busy.",
        DefaultValueFactory = _ => EmulatorOptions.DefaultMaxEnvironments,
        HelpName = "N",
    };

    private readonly Option<int> _eventRetry = new("--event-retry")
    {
        Description = "How many seconds an asynchronous event that failed waits before it is tried again; the second time twice as many. AWS waits a minute.",
        DefaultValueFactory = _ => (int)EmulatorOptions.DefaultEventRetryPause.TotalSeconds,
        HelpName = "SECONDS",
    };

    public void AddTo(Command command)
    {
        command.Add(_run);
        command.Add(_attached);
        command.Add(_invoke);
        command.Add(_debug);
        command.Add(_maxEnvironments);
        command.Add(_eventRetry);
        _run.Validators.Add(result => ArgumentChecks.RefuseEach(
            result, text => text.IndexOf('=', StringComparison.Ordinal) < 1, text => $"--run takes FUNCTION=COMMAND, but '{text}' has no '='."));
        _invoke.Validators.Add(result => ArgumentChecks.RefuseEach(
            result, text => !ArgumentChecks.IsNamedUrl(text), text => $"--invoke takes FUNCTION=URL with an http or https URL, not '{text}'."));
        _maxEnvironments.Validators.Add(result => ArgumentChecks.RequireRange(result, _maxEnvironments, 1, 1000));
        _eventRetry.Validators.Add(result => ArgumentChecks.RequireRange(result, _eventRetry, 1, 3600));
    }

    public EmulatorOptions Read(ParseResult result, EmulatorOptions options, EmulatorOptions? preset) => options with
    {
        MaxEnvironments = result.GetValue(_maxEnvironments),
        EventRetryPause = TimeSpan.FromSeconds(result.GetValue(_eventRetry)),
        Attached = [.. result.GetValue(_attached) ?? []],
        Debugged = [.. result.GetValue(_debug) ?? []],
        InvokedElsewhere = (result.GetValue(_invoke) ?? []).Select(ArgumentChecks.NamedUrl).ToImmutableDictionary(),
        Run = (preset?.Run ?? ImmutableDictionary<string, string>.Empty).SetItems((result.GetValue(_run) ?? []).Select(ArgumentChecks.Pair)),
    };
}
