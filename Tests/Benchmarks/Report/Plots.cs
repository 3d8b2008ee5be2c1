using Chat.Benchmarks.Compare;

namespace Chat.Benchmarks.Report;

/// <summary>The two pictures of the documentation, from the medians.</summary>
internal static class Plots
{
    private const int DeliverySize = 50;

    private static readonly int[] Crowds = [10, 50, 200, 1_000];
    private static readonly int[] Senders = [1, 5, 20];

    /// <summary>Writes those for which there are figures, and returns their paths.</summary>
    public static async Task<IReadOnlyList<string>> WriteAsync(Results results, string folder, CancellationToken cancellationToken)
    {
        var written = new List<string>();
        await WriteAsync("benchmark-latency.svg", "Time until the last of N clients has a message (median, ms; less is better)", "clients", Crowds, Metrics.Last);
        await WriteAsync("benchmark-deliveries.svg", "Deliveries per second to 50 clients (median; more is better)", "senders", Senders, senders => Metrics.Deliveries(senders, DeliverySize));
        return written;

        async Task WriteAsync(string file, string title, string axis, int[] at, Func<int, Metric> metric)
        {
            var series = results.Figures.Select(figure => figure.Contender).Distinct()
                .Select(contender => new Series(contender, [.. at
                    .Select(x => (X: (double)x, results.Figures.FirstOrDefault(figure => figure.Contender == contender && figure.Metric == metric(x))?.Median))
                    .Where(point => point.Median is > 0)
                    .Select(point => (point.X, point.Median!.Value))]))
                .Where(series => series.Points.Length > 1)
                .ToArray();
            if (series.Length > 0)
            {
                var path = Path.Combine(folder, file);
                Directory.CreateDirectory(folder);
                await File.WriteAllTextAsync(path, Plot.Draw(title, axis, series), cancellationToken);
                written.Add(path);
            }
        }
    }
}
