using System.Diagnostics;
using System.Diagnostics.Metrics;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda;

/// <summary>Counts invocations by function and outcome.</summary>
internal sealed class LambdaMetrics : IDisposable
{
    public const string MeterName = "Chat.Emulator.Lambda";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _invocations;
    private readonly Histogram<double> _duration;

    public LambdaMetrics()
    {
        _invocations = _meter.CreateCounter<long>("emulator.lambda.invocations", "{invocation}", "Invocations by outcome.");
        _duration = _meter.CreateHistogram<double>("emulator.lambda.duration", "s", "From the invocation to its outcome, waiting for an environment included.");
    }

    public void Record(string functionName, InvocationOutcome outcome, TimeSpan elapsed)
    {
        var tags = new TagList { { "function", functionName }, { "outcome", outcome.GetType().Name } };
        _invocations.Add(1, tags);
        _duration.Record(elapsed.TotalSeconds, tags);
    }

    public void Dispose() => _meter.Dispose();
}
