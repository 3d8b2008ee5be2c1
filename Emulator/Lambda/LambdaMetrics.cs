using System.Diagnostics;
using System.Diagnostics.Metrics;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda;

/// <summary>Counts invocations by function and outcome.</summary>
internal sealed class LambdaMetrics : IDisposable
{
    public const string MeterName = "Chat.Emulator.Lambda";

    private readonly Counter<long> _givenUp;
    private readonly Counter<long> _invocations;
    private readonly Histogram<double> _duration;

    /// <summary>Of this cloud: a process may run several.</summary>
    public Meter Meter { get; } = new(MeterName);

    public LambdaMetrics()
    {
        _invocations = Meter.CreateCounter<long>("emulator.lambda.invocations", "{invocation}", "Invocations by outcome.");
        _givenUp = Meter.CreateCounter<long>("emulator.lambda.events.given_up", "{event}", "Asynchronous events that failed for good, by whether a dead-letter queue or destination gets them on AWS.");
        _duration = Meter.CreateHistogram<double>("emulator.lambda.duration", "s", "From the invocation to its outcome, waiting for an environment included.");
    }

    public void Record(string functionName, InvocationOutcome outcome, TimeSpan elapsed)
    {
        var tags = new TagList { { "function", functionName }, { "outcome", outcome.GetType().Name } };
        _invocations.Add(1, tags);
        _duration.Record(elapsed.TotalSeconds, tags);
    }

    public void GivenUp(string functionName, bool hasPlace) =>
        _givenUp.Add(1, new TagList { { "function", functionName }, { "dead_lettered", hasPlace } });

    public void Dispose() => Meter.Dispose();
}
