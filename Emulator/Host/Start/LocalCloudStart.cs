using System.Collections.Immutable;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Listening;
using Chat.Emulator.Host.Reload;
using Chat.Emulator.Host.Tls;
using Chat.Emulator.Iam;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Tables.Streams;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Start;

/// <summary>
/// Brings the parts up in the order in which they need each other, and takes down what is up when one of them fails: the port first (it
/// stands in the functions' environment), then the tables, then the functions; requests are answered with 503 until all are there.
/// </summary>
internal sealed partial class LocalCloudStart(EmulatorOptions options, Stack stack)
{
    public async Task<CloudParts> RunAsync(Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        RequireKnownFunctions();
        var parts = new CloudParts();
        try
        {
            await StartAsync(parts, logging, cancellationToken);
            return parts;
        }
        catch (Exception e)
        {
            await parts.DisposeAsync();
            if (e is TableServerException or ChildProcessException)
            {
                throw new EmulatorStartException(e.Message, e);
            }

            throw;
        }
    }

    private async Task StartAsync(CloudParts parts, Action<ILoggingBuilder> logging, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        parts.Stack = stack;
        var code = parts.Code = FunctionCode.Unpack(stack.Functions);
        var credentials = new CallerCredentials(stack);
        var door = parts.Door = await FrontDoor.BindAsync(options, stack, credentials, logging, cancellationToken);
        var loggers = door.LoggerFactory;
        var processes = parts.Processes = new GuardedProcesses(loggers.CreateLogger<GuardedProcesses>(), time);
        var preparation = parts.Preparation = new FunctionPreparation(options, processes, loggers);
        var runnable = await preparation.PrepareAsync(code.Functions, cancellationToken);
        if (options.TableEndpoint is { } elsewhere)
        {
            parts.TablesElsewhere = await TablesElsewhere.PrepareAsync(
                Elsewhere(elsewhere, options, stack), stack.Tables, stack.Context.Region, loggers, time, cancellationToken);
        }
        else if (!stack.Tables.IsEmpty && !options.AreTablesOnAws)
        {
            parts.Tables = await TableServer.StartAsync(
                stack.Tables, options.DataFolder, stack.Context, processes, loggers, time, cancellationToken);
        }

        if (door.Tls.Warning is { } warning)
        {
            LogTls(loggers.CreateLogger<LocalTls>(), warning);
        }

        Warn(stack.Notes, loggers.CreateLogger<TemplateContext>());
        if (door.Access is not null)
        {
            Warn(StartWarnings.Of(stack), loggers.CreateLogger<AccessControl>());
        }

        // Our own server is reached through the front alone, whatever is checked there.
        if (parts.TableTarget is { } tables && (door.Access is not null || parts.Tables is not null))
        {
            parts.TableFront = await TableFront.StartAsync(tables, door.Access, loggers.CreateLogger<TableFront>(), cancellationToken);
        }

        var endpoints = new FunctionEndpoints(
            credentials, RunningStage.Of(stack, door.Ports), new Uri($"http://127.0.0.1:{door.Port}"), parts.TableEndpoint, door.Tls, options.AreTablesOnAws);
        parts.Redeployment = options.Watch
            ? new Redeployment(options, parts, credentials, endpoints, time, loggers.CreateLogger<Redeployment>())
            : null;
        var functions = parts.Functions = new LambdaFunctions(runnable, options with { Run = RunCommands.Of(options, stack.Functions) }, processes, endpoints.Of, loggers, time, door.Journal);
        door.Journal.Causes = token => functions.FindCause(token) is var cause ? (cause.MessageId, cause.RequestId, cause.Function, cause.Environment) : default;
        await functions.StartAsync(cancellationToken);
        var versions = RuntimeVersions.WarningsAsync(stack, options, cancellationToken);
        await WarmUpAsync(functions, loggers.CreateLogger<LambdaFunctions>(), cancellationToken);
        Warn(await versions, loggers.CreateLogger<LambdaFunctions>());
        door.OpenTables(parts.TableEndpoint);
        door.Open(functions, parts.TableTarget);
        await StartStreamsAsync(parts, credentials, loggers, time, cancellationToken);
        parts.Watch = parts.Redeployment is { } redeployment ? StackWatch.Start(redeployment, time, loggers.CreateLogger<StackWatch>()) : null;
    }

    private async Task StartStreamsAsync(
        CloudParts parts, CallerCredentials credentials, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger<StreamConsumers>();
        if (parts.TableTarget is null)
        {
            foreach (var mapping in stack.StreamMappings)
            {
                LogWarning(logger, $"{mapping.LogicalId} isn't run: {mapping.FunctionName} would get the changes of a table that is on AWS (--tables aws)");
            }

            return;
        }

        var byName = parts.Door!.Access is null ? null : (Func<string, Caller?>)(name => credentials.OfFunction(name)?.Caller);
        var streams = parts.Streams = new StreamConsumers(() => parts.TableTarget!, parts.Functions!, byName, time, logger);
        await streams.UpdateAsync(stack.StreamMappings, cancellationToken);
    }

    private static void Warn(IEnumerable<string> warnings, ILogger logger)
    {
        foreach (var warning in warnings)
        {
            LogWarning(logger, warning);
        }
    }

    private void RequireKnownFunctions()
    {
        var names = stack.Functions.Select(function => function.Name).ToImmutableSortedSet(StringComparer.Ordinal);
        var either = names.Union(stack.Functions.Select(function => function.LogicalId));
        if (options.Variables.Keys.Select(variable => variable.Function).OfType<string>().FirstOrDefault(name => !either.Contains(name)) is { } nobodys)
        {
            throw new EmulatorStartException(
                $"--variable names the function {nobodys}, which isn't in {options.Assembly}. Its functions are: {string.Join(", ", names)}.");
        }

        RequireKnown("--run", options.Run.Keys.Where(name => name != EmulatorOptions.EveryFunction));
        RequireKnown("--attached", options.Attached);
        RequireKnown("--debug", options.Debugged);
        RequireKnown("--invoke", options.InvokedElsewhere.Keys);

        void RequireKnown(string option, IEnumerable<string> given)
        {
            if (given.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            {
                throw new EmulatorStartException(
                    $"{option} names the function {unknown}, which isn't in {options.Assembly}. Its functions are: {string.Join(", ", names)}.");
            }
        }
    }

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
    private async Task WarmUpAsync(LambdaFunctions functions, ILogger logger, CancellationToken cancellationToken)
    {
        var here = stack.Functions.Select(function => function.Name).Except(options.Attached).Except(options.InvokedElsewhere.Keys).ToArray();
        foreach (var problem in here.GroupBy(functions.FindProblem).Where(group => group.Key is not null))
        {
            LogCannotRun(logger, string.Join(", ", problem), problem.Key!);
        }

        var needed = Needed(stack).Intersect(here).Where(name => functions.FindProblem(name) is null).ToArray();
        var outcomes = await Task.WhenAll(needed.Select(name => functions.WarmUpAsync(name, cancellationToken)));
        foreach (var (name, outcome) in needed.Zip(outcomes))
        {
            if (outcome is WarmUpOutcome.Failed failed)
            {
                if (options.Run.ContainsKey(name) || options.Run.ContainsKey(EmulatorOptions.EveryFunction))
                {
                    throw new EmulatorStartException(Describe(name, failed));
                }

                LogCannotStart(logger, name, failed.ErrorMessage);
            }
        }
    }

    private static TableTarget Elsewhere(Uri endpoint, EmulatorOptions options, Stack stack) => new(
        endpoint, SignedWith: options.TableCredentials is { } keys ? new TableSigning(keys, stack.Context.Region) : null);

    [LoggerMessage(620, LogLevel.Warning, "{Warning}", EventName = "AuthorityNotKept")]
    private static partial void LogTls(ILogger logger, string warning);

    [LoggerMessage(611, LogLevel.Warning, "Not run, so that what needs it fails as on AWS: {Functions}. {Problem}", EventName = "FunctionCannotRun")]
    private static partial void LogCannotRun(ILogger logger, string functions, string problem);

    [LoggerMessage(612, LogLevel.Error, "The function {Function} can't start, so its routes fail: {Reason}", EventName = "FunctionCannotStart")]
    private static partial void LogCannotStart(ILogger logger, string function, string reason);

    [LoggerMessage(610, LogLevel.Warning, "{Warning}", EventName = "StartWarning")]
    private static partial void LogWarning(ILogger logger, string warning);
}
