namespace Chat.Conformance.Tests.Coverage;

/// <summary>Statements that nothing can show from outside within a test's time, each with the reason and the test that holds it all the same.</summary>
internal static class Reasons
{
    public static IReadOnlyDictionary<int, Reason> ByStatement { get; } = new Dictionary<int, Reason>
    {
        [49] = new("takes 10 minutes", "DeadlineTests.Idle_TenMinutes_Closes1001GoingAway"),
        [50] = new("takes more than 10 minutes", "DeadlineTests.Idle_PostsEveryNineMinutes_StaysOpen"),
        [51] = new("takes 2 hours", "DeadlineTests.Age_TwoHoursWithSteadyTraffic_Closes1001"),
    };
}

/// <param name="Why">Why the suite has no test of it.</param>
/// <param name="HeldBy">The test of the emulator that holds it.</param>
internal sealed record Reason(string Why, string HeldBy);
