using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Chat.Conformance.Tests.Report;

/// <summary>How a test of a statement ended.</summary>
/// <param name="Difference">Null when it passed.</param>
internal sealed record StatementResult(int Statement, string Test, string? Difference);

/// <summary>
/// Passes everything on, keeps the results of tests that have a statement, and reports them ahead of the last message: the runner may end
/// the process after that.
/// </summary>
internal sealed class ResultSink(IMessageSink next, IMessageSink diagnostics) : LongLivedMarshalByRefObject, IMessageSink
{
    // Unbounded: as many as there are tests.
    private readonly ConcurrentQueue<StatementResult> _results = new();

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed passed:
                Add(passed, null);
                break;
            case ITestFailed failed:
                Add(failed, Describe(failed.ExceptionTypes[0], string.Join("; ", failed.Messages)));
                break;
            case ITestAssemblyFinished when !_results.IsEmpty:
                var report = StatementReport.Of(_results);
                diagnostics.OnMessage(new DiagnosticMessage($"{report.Summary}\n{report.Write()}"));
                break;
        }

        return next.OnMessage(message);
    }

    private void Add(ITestResultMessage result, string? difference)
    {
        if (result.TestCase.Traits.TryGetValue("Statement", out var numbers))
        {
            foreach (var number in numbers)
            {
                _results.Enqueue(new StatementResult(int.Parse(number, CultureInfo.InvariantCulture), Name(result.Test.DisplayName), difference));
            }
        }
    }

    // Chat.Conformance.Tests.Statements.FrameTests.TextFrame_Over32KB_Closes1009
    private static string Name(string displayName) => displayName.Replace("Chat.Conformance.Tests.Statements.", "", StringComparison.Ordinal);

    // An assertion names what was expected. Whatever else went wrong may be AWS's doing or the network's: a reader has to judge that.
    private static string Describe(string exceptionType, string message) => exceptionType switch
    {
        _ when exceptionType.StartsWith("Xunit.", StringComparison.Ordinal) => Shorten(message),
        "System.TimeoutException" => "what was waited for did not come",
        _ => $"broke off: {Shorten(message)}",
    };

    // Assert.Equal() Failure: Values differ, then a line each for Expected and Actual
    private static string Shorten(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string? Value(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();
        var text = Value("Expected:") is { } expected && Value("Actual:") is { } actual ? $"expected {expected}, got {actual}" : string.Join(" ", lines);
        return text.Length <= 300 ? text : text[..300] + " …";
    }
}
