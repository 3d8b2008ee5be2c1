using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Deployment;

/// <summary>The first processes of a stack's functions.</summary>
internal sealed partial class FunctionStart(EmulatorOptions options, LambdaFunctions functions, ILogger<LambdaFunctions> logger)
{
    /// <summary>The functions of the stack that a route or an authorizer calls.</summary>
    public static IEnumerable<string> Needed(Stack stack) => stack.Apis
        .SelectMany(api => api.Stages.Select(api.In))
        .SelectMany(api => api.Routes.Values)
        .SelectMany(route => new[]
        {
            route.Integration?.InvokedFunction,
            (route.Authorization as RouteAuthorization.Lambda)?.Authorizer.FunctionName,
        })
        .OfType<string>()
        .Intersect(stack.Functions.Select(function => function.Name));

    /// <summary>Why a function can't start, with what it wrote.</summary>
    public static string Describe(string name, WarmUpOutcome.Failed failed)
    {
        var output = failed.LastOutput.IsEmpty ? "It wrote nothing." : "It wrote:\n" + string.Join('\n', failed.LastOutput.Select(line => "  " + line));
        return $"The function {name} can't start: {failed.ErrorMessage}\n{output}";
    }

    /// <summary>
    /// A function that a route needs and that can't start is told now, with what it wrote, and not to the first client. AWS deploys it all the
    /// same, so here too the rest runs; but a command that somebody gave, and that doesn't run, ends the start.
    /// </summary>
    public async Task WarmUpAsync(Stack stack, CancellationToken cancellationToken)
    {
        var versions = RuntimeVersions.WarningsAsync(stack, options, cancellationToken);
        var here = stack.Functions.Select(function => function.Name).Except(options.Attached).Except(options.InvokedElsewhere.Keys).ToArray();
        var byProblem = here.ToLookup(functions.FindProblem);
        foreach (var problem in byProblem.Where(group => group.Key is not null))
        {
            LogCannotRun(string.Join(", ", problem), problem.Key!);
        }

        var needed = Needed(stack).Intersect(byProblem[null]).ToArray();
        var outcomes = await Task.WhenAll(needed.Select(name => functions.WarmUpAsync(name, cancellationToken)));
        foreach (var (name, outcome) in needed.Zip(outcomes))
        {
            if (outcome is WarmUpOutcome.Failed failed)
            {
                if (options.Run.ContainsKey(name) || options.Run.ContainsKey(EmulatorOptions.EveryFunction))
                {
                    throw new EmulatorStartException(Describe(name, failed));
                }

                LogCannotStart(name, failed.ErrorMessage);
            }
        }

        foreach (var warning in await versions)
        {
            LogVersion(warning);
        }
    }

    [LoggerMessage(613, LogLevel.Warning, "{Warning}", EventName = "RuntimeVersion")]
    private partial void LogVersion(string warning);

    [LoggerMessage(611, LogLevel.Warning, "Not run, so that what needs it fails as on AWS: {Functions}. {Problem}", EventName = "FunctionCannotRun")]
    private partial void LogCannotRun(string functions, string problem);

    [LoggerMessage(612, LogLevel.Error, "The function {Function} can't start, so its routes fail: {Reason}", EventName = "FunctionCannotStart")]
    private partial void LogCannotStart(string function, string reason);
}
