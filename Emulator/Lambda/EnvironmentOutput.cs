using System.Collections.Concurrent;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda.Processes;

namespace Chat.Emulator.Lambda;

/// <summary>Where it goes what functions write: to who looks at the environment, to the log under the function's name, and to the journal.</summary>
internal sealed partial class EnvironmentOutput(ILoggerFactory loggers, EventJournal journal)
{
    private readonly ILogger _logger = loggers.CreateLogger<EnvironmentOutput>();

    // What has been said once.
    private readonly ConcurrentDictionary<(string Function, string Host), bool> _unresolved = new();

    public ILogger CreateLogger(string category) => loggers.CreateLogger(category);

    public ILogger CreateLogger<T>() => loggers.CreateLogger<T>();

    /// <param name="lines">The function's own.</param>
    public void Take(FunctionEnvironment environment, ILogger lines, ChildOutput output)
    {
        var (line, owner) = environment.Owners.Read(output);
        if (line is null)
        {
            return;
        }

        environment.Output.Add(line);
        environment.Log?.Add(line);

        // On its way out it complains of nothing but that: its Runtime API is gone.
        if (!environment.KillRequested.IsCompleted)
        {
            LogLine(lines, line);
            if (UnresolvedHosts.In(line) is { } host && _unresolved.TryAdd((environment.Pool.Function.Name, host), true))
            {
                LogUnresolved(_logger, environment.Pool.Function.Name, host, UnresolvedHosts.WayHome(host));
            }

            journal.Log(environment, owner, line);
        }
    }

    [LoggerMessage(422, LogLevel.Information, "{Line}", EventName = "FunctionOutput")]
    private static partial void LogLine(ILogger logger, string line);

    [LoggerMessage(423, LogLevel.Warning, "{Function} did not reach {Host}: {WayHome}", EventName = "HostNotReached")]
    private static partial void LogUnresolved(ILogger logger, string function, string host, string wayHome);
}
