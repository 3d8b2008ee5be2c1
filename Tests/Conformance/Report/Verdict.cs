namespace Chat.Conformance.Tests.Report;

/// <summary>What a run says of a statement.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    public sealed record Holds : Verdict;

    /// <param name="What">What was expected and what came.</param>
    /// <param name="Test">The test that saw it.</param>
    public sealed record Differs(string What, string Test) : Verdict;

    /// <summary>Neither passed nor different.</summary>
    public sealed record CannotBeTried(string Why) : Verdict;

    /// <summary>A filter left it out, or the run ended before it.</summary>
    public sealed record NotInThisRun : Verdict;
}

/// <summary>How a test of a statement ended: it holds, differs, or can't be tried.</summary>
internal sealed record StatementResult(int Statement, string Test, Verdict Verdict);
