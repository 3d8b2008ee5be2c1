using Chat.Benchmarks.Load;

namespace Chat.Benchmarks.Scenarios;

/// <summary>What <c>load</c> can do, each scenario from the first connection to the last.</summary>
internal static class LoadScenarios
{
    public const string Broadcast = "broadcast";

    /// <summary>Handshakes at a time, where nothing else is said: as the peers were measured before.</summary>
    public const int ConnectConcurrency = 10;

    private const string Connect = "connect";
    private const string Answer = "answer";
    private const string Leave = "leave";
    private const string Idle = "idle";

    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(20);

    public static string[] Names { get; } = [Connect, Broadcast, Answer, Leave, Idle];

    public static async Task<Dictionary<string, double>> RunAsync(Crowd crowd, LoadOptions options, CancellationToken cancellationToken)
    {
        var figures = new Dictionary<string, double>();
        var took = await crowd.ConnectAsync(options.Clients, options.Concurrency, cancellationToken);
        figures["clients"] = crowd.Count;
        figures["connectsPerSecond"] = crowd.Count / took.TotalSeconds;
        switch (options.Scenario)
        {
            case Broadcast:
                await BroadcastAsync(crowd, options, figures, cancellationToken);
                break;
            case Answer:
                var answers = new Answers(crowd[0], options.Action, options.Size);
                crowd.Receiver = answers;
                AddPercentiles(figures, "answer", await answers.RunAsync(options.Messages, cancellationToken));
                break;
            case Idle:
                await Task.Delay(options.Limit, TimeProvider.System, cancellationToken);
                break;
        }

        var since = await crowd.LeaveAsync(cancellationToken);
        if (options.Scenario == Leave)
        {
            await LeaveAsync(options, since, figures, cancellationToken);
        }

        return figures;
    }

    public static void AddPercentiles(Dictionary<string, double> figures, string name, Samples samples)
    {
        figures[$"{name}P50Ms"] = samples.Percentile(50);
        figures[$"{name}P95Ms"] = samples.Percentile(95);
        figures[$"{name}P99Ms"] = samples.Percentile(99);
    }

    private static async Task BroadcastAsync(Crowd crowd, LoadOptions options, Dictionary<string, double> figures, CancellationToken cancellationToken)
    {
        var rounds = new Rounds(crowd, options.Senders, options.Size);
        var took = await rounds.RunAsync(options.Messages, options.Limit, cancellationToken);
        figures["messages"] = rounds.Lasts.Count;
        figures["deliveriesPerSecond"] = (double)rounds.Lasts.Count * crowd.Count / took.TotalSeconds;
        AddPercentiles(figures, "delivery", rounds.Deliveries);
        AddPercentiles(figures, "last", rounds.Lasts);
    }

    private static async Task LeaveAsync(LoadOptions options, long since, Dictionary<string, double> figures, CancellationToken cancellationToken)
    {
        using var rows = new RowsLeft(
            options.Table ?? throw new InvalidOperationException("The scenario 'leave' needs --table: the DynamoDB endpoint where rows are to vanish."),
            Contenders.Running.TableName);
        var (after, left) = await rows.WaitUntilNoneAsync(since, LeaveLimit, cancellationToken);
        figures["noRowAfterSeconds"] = after?.TotalSeconds ?? double.NaN;
        figures["rowsLeft"] = left;
    }
}
