using System.Collections.Concurrent;
using System.Globalization;
using Chat.Conformance.Tests.Target;
using Chat.Emulator.Tests.Wire;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Chat.Conformance.Tests.Report;

/// <summary>
/// Passes everything on, keeps the results of tests that have a statement, and reports them ahead of the last message: the runner may end
/// the process after that.
/// </summary>
internal sealed class ResultSink(IMessageSink next, IMessageSink diagnostics) : LongLivedMarshalByRefObject, IMessageSink
{
    private static readonly (string Expected, string Actual)[] Pairs =
        [("Expected:", "Actual:"), ("Regex:", "Value:"), ("Range:", "Actual:"), ("Expected end:", "String:")];

    // Unbounded: as many as there are tests.
    private readonly ConcurrentQueue<StatementResult> _results = new();

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed passed:
                Add(passed, new Verdict.Holds());
                break;
            case ITestFailed failed:
                Add(failed, new Verdict.Differs(Describe(failed.ExceptionTypes[0], string.Join("; ", failed.Messages)), Name(failed.Test.DisplayName)));
                break;
            case ITestSkipped skipped:
                Add(skipped, new Verdict.CannotBeTried(skipped.Reason));
                break;
            case ITestAssemblyFinished when Deployment.WhyNone is { } why:
                diagnostics.OnMessage(new DiagnosticMessage($"Nothing was tested, since there is no target: {why}"));
                break;
            case ITestAssemblyFinished when !_results.IsEmpty:
                var report = StatementReport.Of(_results);
                diagnostics.OnMessage(new DiagnosticMessage($"{report.Summary}\n{report.Write()}"));
                break;
        }

        return next.OnMessage(message);
    }

    private void Add(ITestResultMessage result, Verdict verdict)
    {
        if (result.TestCase.Traits.TryGetValue("Statement", out var numbers))
        {
            foreach (var number in numbers)
            {
                _results.Enqueue(new StatementResult(int.Parse(number, CultureInfo.InvariantCulture), Name(result.Test.DisplayName), verdict));
            }
        }
    }

    // Chat.Conformance.Tests.Statements.FrameTests.TextFrame_Over32KB_Closes1009
    private static string Name(string displayName) => displayName.Replace("Chat.Conformance.Tests.Statements.", "", StringComparison.Ordinal);

    // An assertion names what was expected. Whatever else went wrong may be AWS's doing or the network's: a reader has to judge that.
    private static string Describe(string exceptionType, string message) => exceptionType switch
    {
        _ when exceptionType.StartsWith("Xunit.", StringComparison.Ordinal) => Shorten(message),
        "System.IO.EndOfStreamException" => "the connection ended before what was waited for",
        "System.TimeoutException" => $"what was waited for did not come in {Patience.Limit.TotalSeconds} s",
        _ => $"broke off: {Shorten(message)}",
    };

    // Assert.Equal() Failure: Values differ, then a line each for Expected and Actual; other assertions call the two otherwise.
    private static string Shorten(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string? Value(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();
        var text = string.Join(" ", lines);
        foreach (var (expectedName, actualName) in Pairs)
        {
            if (Value(expectedName) is { } expected && Value(actualName) is { } actual)
            {
                text = $"expected {expected}, got {actual}";
                break;
            }
        }

        return text.Length <= 300 ? text : text[..300] + " …";
    }
}
