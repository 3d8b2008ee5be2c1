using System.Reflection;
using Chat.Conformance.Tests.Target;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Chat.Conformance.Tests.Report.ReportingFramework", "Chat.Conformance.Tests")]
[assembly: AssemblyTrait("Category", "Conformance")]

namespace Chat.Conformance.Tests.Report;

/// <summary>xunit as it is, and at the end a report by statement; then what the run started is stopped.</summary>
public sealed class ReportingFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    /// <inheritdoc />
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assemblyName, sources, diagnostics)
    {
        // The base class declares it so; what goes wrong in it xunit tells through the sink.
#pragma warning disable VSTHRD100
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
#pragma warning restore VSTHRD100
        {
            var results = new ResultSink(executionMessageSink, DiagnosticMessageSink);
            using var runner = new Runner(
                TestAssembly, UntriedTestCase.Replace(testCases, DiagnosticMessageSink), DiagnosticMessageSink, results, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> testCases, IMessageSink diagnostics, IMessageSink results, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, testCases, diagnostics, results, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await base.BeforeTestAssemblyFinishedAsync();
            await Deployment.StopAsync();
        }
    }
}
