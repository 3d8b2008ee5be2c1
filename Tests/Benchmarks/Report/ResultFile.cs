using System.Globalization;
using System.Text.Json;

namespace Chat.Benchmarks.Report;

/// <summary>The results as JSON, one file a run.</summary>
internal static class ResultFile
{
    public static async Task<string> WriteAsync(Results results, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Paths.Results);
        var file = Path.Combine(Paths.Results, $"compare-{results.StartedAt.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(results, ReportJson.Default.Results), cancellationToken);
        return file;
    }
}
