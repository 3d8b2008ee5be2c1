namespace Chat.Benchmarks.Cost;

/// <summary>What an account may do unless AWS has raised it; <c>Cost/quotas.json</c> has the defaults.</summary>
/// <param name="LookedUpOn">The day on which the sources said so.</param>
/// <param name="ApiRequestsPerSecond">Of all APIs of the account and region, posts to connections among them.</param>
/// <param name="NewConnectionsPerSecond">WebSocket connections that may begin.</param>
/// <param name="RouteSeconds">How long API Gateway waits for a function.</param>
/// <param name="ConcurrentInvocations">Of all functions.</param>
/// <param name="ReadUnitsPerSecondOfAPartition">A room's keys are one partition.</param>
internal sealed record Quotas(
    string LookedUpOn,
    IReadOnlyList<string> Sources,
    double ApiRequestsPerSecond,
    double NewConnectionsPerSecond,
    double RouteSeconds,
    double ConcurrentInvocations,
    double ReadUnitsPerSecondOfAPartition)
{
    /// <summary>Those that came with the program.</summary>
    public static Quotas Known => CostFile.OfProgram("quotas.json", CostJson.Default.Quotas);

    /// <exception cref="InvalidDataException">A quota is missing, or it is no such file.</exception>
    public static Quotas Read(Stream stream, string name) => CostFile.Read(stream, name, CostJson.Default.Quotas);
}
