using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Processes;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Whose a line is, when events follow each other faster than their output.</summary>
public sealed class OutputOwnersTests
{
    private readonly OutputOwners _owners = new();
    private readonly Invocation _first = New();
    private readonly Invocation _second = New();

    [Fact]
    public void Line_BeforeAnyEvent_IsNobodys() => Assert.Equal(("at init", null), Read("at init"));

    [Fact]
    public void Lines_BehindAMark_AreThatEvents_ThoughTheNextHasBegun()
    {
        Begin(_first, _second);

        Assert.Equal((null, null), Read($"\u001e{_first.RequestId}"));
        Assert.Equal(("one", _first), Read("one"));
        Assert.Equal((null, _first), Read($"\u001e{_second.RequestId}"));
        Assert.Equal(("two", _second), Read("two"));
    }

    [Fact]
    public void Mark_BehindALineWithoutAnEnd_LeavesThatToTheEventBefore()
    {
        Begin(_first, _second);
        Read($"\u001e{_first.RequestId}");

        Assert.Equal(("no end", _first), Read($"no end\u001e{_second.RequestId}"));
        Assert.Equal(("two", _second), Read("two"));
    }

    [Fact]
    public void Streams_HaveMarksOfTheirOwn()
    {
        Begin(_first, _second);
        Read($"\u001e{_first.RequestId}", isError: true);
        Read($"\u001e{_second.RequestId}");

        Assert.Equal(_first, Read("late", isError: true).Owner);
    }

    [Fact]
    public void Line_WithARequestsId_IsThatEvents_AndWhatIsIndentedFollowsIt()
    {
        Begin(_first, _second);

        Assert.Equal(_first, Read($"2026\t{_first.RequestId}\tfail\toops").Owner);
        Assert.Equal(_first, Read("   at Chat.Send()").Owner);
        Assert.Equal(_second, Read("no id").Owner);
    }

    [Fact]
    public void Mark_OfAnEventLongGone_IsStillRight()
    {
        Begin(_first);
        for (var i = 0; i < 20; i++)
        {
            Begin(New());
        }

        Read($"\u001e{_first.RequestId}");
        Assert.Equal(_first, Read("slow").Owner);
    }

    private static Invocation New() => new(new LambdaInvocation(LambdaHost.Name, "{}"u8.ToArray()), default, 0);

    private void Begin(params Invocation[] invocations)
    {
        foreach (var invocation in invocations)
        {
            _owners.Begin(invocation);
        }
    }

    private (string? Line, Invocation? Owner) Read(string line, bool isError = false) => _owners.Read(new ChildOutput(line, isError));
}
