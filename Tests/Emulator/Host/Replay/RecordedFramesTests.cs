using Chat.Emulator.Host.Replay;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Tests.Host.Replay;

/// <summary>What is waited for before a recorded client's next step.</summary>
public sealed class RecordedFramesTests
{
    [Theory]
    // Two messages at a time take effect one after the other.
    [InlineData("i1 i2 o1 d1 o2 d2", 2, "o1 d1")]
    // What took effect later isn't waited for.
    [InlineData("i1 i2 o2 d2 o1 d1", 2, "")]
    // What began later isn't either: it may come of this one.
    [InlineData("i1 i2 o2 d2 o1 d1", 1, "")]
    [InlineData("i1 i2 o1 o2 d1 d2", 2, "o1")]
    // Who left is gone.
    [InlineData("c1 i2 d1 o2 d2", 2, "d1")]
    // What nothing comes of says nothing of an order.
    [InlineData("i1 i2 o1 d1", 2, "")]
    public void FinishedBefore_IsWhatWasUnderWayAndTookEffectFirst(string lines, int step, string finished)
    {
        var session = new Session(new SessionLine.Header(Session.Version, default, "", ""), [.. lines.Split(' ').Select(Line)]);

        var found = new RecordedFrames(session).FinishedBefore(session.Lines[step - 1]);

        Assert.Equal(finished, string.Join(' ', found.Select(line => lines.Split(' ')[(int)line.N - 1])));
    }

    // Lines that were taken out by hand take with them what hangs on them.
    [Theory]
    [InlineData("C1 i2 o2 d2 C5 o5", "C1 i2 o2 d2")]
    [InlineData("C1 i2 o7 d7 o2 d2", "C1 i2 o2 d2")]
    [InlineData("i1 o1 d1", "")]
    [InlineData("C1 o0 c3 d3", "C1 o0")]
    public void Session_WithLinesTakenOut_LosesWhatHangsOnThem(string lines, string left)
    {
        var session = new Session(new SessionLine.Header(Session.Version, default, "", ""), [.. lines.Split(' ').Select(Line)]);

        Assert.Equal(left, string.Join(' ', EditedSession.Whole(session).Lines.Select(line => lines.Split(' ')[(int)line.N - 1])));
        Assert.Null(EditedSession.WhyNot(session));
    }

    [Fact]
    public void Session_WithANumberTwice_IsNamedByItsLine()
    {
        var line = new SessionLine.FrameIn(1, "", "") { N = 7 };

        Assert.Equal(
            "line 3 has the \"n\" of a line above it, 7: take one of them out.",
            EditedSession.WhyNot(new Session(new SessionLine.Header(Session.Version, default, "", ""), [line, line])));
    }

    [Theory]
    [InlineData(900, true)]
    [InlineData(1100, false)]
    public void Delivery_AfterItsIntegration_CameSoonOrNot(double atMs, bool cameSoon)
    {
        var sent = new SessionLine.FrameOut(1, "", 1) { N = 3, AtMs = atMs };
        var recorded = new RecordedFrames(new Session(
            new SessionLine.Header(Session.Version, default, "", ""), [new SessionLine.FrameIn(1, "", "") { N = 1 }, new SessionLine.Done(1) { N = 2 }, sent]));

        Assert.Equal((false, cameSoon), (recorded.IsPrompt(sent), recorded.CameSoon(sent)));
    }

    // i and c of the second place are those with the number 2, and so on: what comes of them names it.
    private static SessionLine Line(string text, int index)
    {
        var of = text[1] - '0';
        return text[0] switch
        {
            'i' => new SessionLine.FrameIn(1, "", "") { N = index + 1 },
            'C' => new SessionLine.Connect(1, "", "", "", "", "", new Dictionary<string, string>()) { N = index + 1 },
            'c' => new SessionLine.Close(2, Enders.Client, 1000, "") { N = index + 1 },
            'o' => new SessionLine.FrameOut(1, "", of) { N = index + 1 },
            _ => new SessionLine.Done(of) { N = index + 1 },
        };
    }
}
