using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Chat.Emulator.Tests.Invocations.Faults;

/// <summary>Listens to the counter of faults of one gateway; a fault that strikes can be waited for.</summary>
internal sealed class FaultCounts : IDisposable
{
    private readonly MeterListener _listener;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _struck = new(StringComparer.Ordinal);

    public FaultCounts(IMeterFactory meters)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "FaultCount" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Of((string)tags[0].Value!).Release());
        _listener.Start();
    }

    public int Count(string fault) => Of(fault).CurrentCount;

    public async Task NextAsync(string fault) => Assert.True(await Of(fault).WaitAsync(Wire.Patience.Limit), $"{fault} has not struck");

    public void Dispose() => _listener.Dispose();

    private SemaphoreSlim Of(string fault) => _struck.GetOrAdd(fault, _ => new SemaphoreSlim(0));
}
