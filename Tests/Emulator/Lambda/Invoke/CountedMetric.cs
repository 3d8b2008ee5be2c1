using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace Chat.Emulator.Tests.Lambda.Invoke;

/// <summary>Hears what a counter counts: <c>1 name=value …</c>, tags in order of their names.</summary>
internal sealed class CountedMetric : IDisposable
{
    private readonly MeterListener _listener = new();

    // Unbounded: a test counts as much as it does.
    private readonly Channel<string> _counted = Channel.CreateUnbounded<string>();

    /// <param name="meter">Tests beside it have meters of the same name.</param>
    public CountedMetric(Meter meter, string instrument)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Meter == meter && published.Name == instrument)
            {
                listener.EnableMeasurementEvents(published);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => _counted.Writer.TryWrite(
            $"{value} {string.Join(' ', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))}"));
        _listener.Start();
    }

    public async Task<string> NextAsync() => await _counted.Reader.ReadAsync();

    public void Dispose() => _listener.Dispose();
}
