using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Chat.Benchmarks;

/// <summary><c>parts</c>: what a message passes through, piece by piece, with BenchmarkDotNet.</summary>
internal static class PartsCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "One iteration each: whether they run, not what comes out." };
        var only = new Option<string>("--only") { Description = "Those whose name has this text.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var command = new Command("parts", "Measures what a message passes through, piece by piece, with BenchmarkDotNet.") { quick, only };
        command.SetAction((result, _) =>
        {
            var text = result.GetRequiredValue(only);
            var config = ManualConfig.CreateEmpty()
                // In this process: a project that BenchmarkDotNet generates would be built by this repository's rules.
                .AddJob((result.GetValue(quick) ? Job.Dry : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance))
                .AddColumnProvider(DefaultColumnProviders.Instance)
                .AddDiagnoser(MemoryDiagnoser.Default)
                .AddLogger(ConsoleLogger.Default)
                .AddExporter(MarkdownExporter.GitHub)
                .AddFilter(new BenchmarkDotNet.Filters.SimpleFilter(benchmark =>
                    benchmark.Descriptor.GetFilterName().Contains(text, StringComparison.OrdinalIgnoreCase)))
                .WithArtifactsPath(Path.Combine(Paths.Results, "parts"));
            var summaries = BenchmarkRunner.Run(
                [typeof(Parts.Frames), typeof(Parts.Events), typeof(Parts.Routes), typeof(Parts.Signatures), typeof(Parts.Writes)], config);
            var failed = summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success));
            return Task.FromResult(failed ? 1 : 0);
        });
        return command;
    }
}
