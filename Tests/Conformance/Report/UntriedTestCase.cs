using System.Globalization;
using Chat.Conformance.Tests.Target;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Chat.Conformance.Tests.Report;

/// <summary>A test that this target can't be asked; it is skipped, and says why.</summary>
internal sealed class UntriedTestCase : XunitTestCase
{
    private readonly string _reason = "";

    /// <summary>What xunit wants of every case that could be passed between processes; these are not.</summary>
    [Obsolete("For xunit alone.", error: true)]
    public UntriedTestCase()
    {
    }

    private UntriedTestCase(IMessageSink diagnostics, IXunitTestCase replaced, string reason)
        : base(diagnostics, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, replaced.TestMethod, replaced.TestMethodArguments) => _reason = reason;

    /// <summary>The same cases, those that the target can't be asked replaced.</summary>
    public static IEnumerable<IXunitTestCase> Replace(IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics)
    {
        IReadOnlyDictionary<int, string> untried;
        try
        {
            untried = Drivers.Chosen.Untried;
        }
        catch (InvalidOperationException)
        {
            // No driver: every test that asks for one says so.
            return cases;
        }

        return cases.Select(one => Reason(one, untried) is { } reason ? new UntriedTestCase(diagnostics, one, reason) : one);
    }

    /// <inheritdoc />
    protected override string GetSkipReason(IAttributeInfo factAttribute) => _reason;

    private static string? Reason(IXunitTestCase one, IReadOnlyDictionary<int, string> untried) =>
        one.Traits.TryGetValue("Statement", out var numbers)
            ? numbers.Select(number => untried.GetValueOrDefault(int.Parse(number, CultureInfo.InvariantCulture))).FirstOrDefault(reason => reason is not null)
            : null;
}
