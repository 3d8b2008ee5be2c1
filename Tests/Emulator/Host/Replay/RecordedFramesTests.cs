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

    // i and c of the second place are those with the number 2, and so on: what comes of them names it.
    private static SessionLine Line(string text, int index)
    {
        var of = text[1] - '0';
        return text[0] switch
        {
            'i' => new SessionLine.FrameIn(1, "", "") { N = index + 1 },
            'c' => new SessionLine.Close(2, Enders.Client, 1000, "") { N = index + 1 },
            'o' => new SessionLine.FrameOut(1, "", of) { N = index + 1 },
            _ => new SessionLine.Done(of) { N = index + 1 },
        };
    }
}
