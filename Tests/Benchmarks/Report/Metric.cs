namespace Chat.Benchmarks.Report;

/// <summary>One figure that is measured.</summary>
/// <param name="Row">The row of <c>compare</c> that it belongs to.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Unit">Such as <c>ms</c>.</param>
/// <param name="Target">What is wanted of the emulator. Null: nothing, the figure is there to be seen.</param>
/// <param name="IsHigherBetter">True for rates.</param>
internal sealed record Metric(string Row, string Title, string Unit, double? Target = null, bool IsHigherBetter = false)
{
    public bool IsMet(double value) => Target is not { } target || (IsHigherBetter ? value >= target : value < target);
}
