using Chat.Emulator.Host.Replay;
using Chat.Emulator.Host.Replay.Comparison;
using Chat.Emulator.Recording;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Host.Replay;

/// <summary>What two clients heard, in another order or otherwise, and what of that is a difference.</summary>
public sealed class SessionComparisonTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Deliveries_OfOneMessage_InAnotherOrder_AreADifference() =>
        Assert.Equal(["Order a"], Compare([In("m"), Out("m", "a"), Out("m", "b"), Done("m")], [In("m"), Out("m", "b"), Out("m", "a"), Done("m")]));

    [Fact]
    public void Deliveries_OfTwoMessages_InAnotherOrder_AreNone() => Assert.Empty(Compare(
        [In("m"), In("n"), Out("m", "a"), Out("n", "b"), Done("m"), Done("n")],
        [In("m"), In("n"), Out("n", "b"), Out("m", "a"), Done("n"), Done("m")]));

    [Fact]
    public void Deliveries_OfNobodyKnowsWhat_InAnotherOrder_AreNone() =>
        Assert.Empty(Compare([Out("?", "a"), Out("?", "b")], [Out("?", "b"), Out("?", "a")]));

    [Fact]
    public void Delivery_SaidToComeOfAnotherMessage_IsNone() =>
        Assert.Empty(Compare([In("m"), Out("m", "a"), Done("m")], [In("m"), Out("?", "a"), Done("m")]));

    [Fact]
    public void Deliveries_MissingChangedAndExtra_AreToldApart() => Assert.Equal(
        ["Changed b→x", "Extra c", "Missing d"],
        Compare(
            [In("m"), Out("m", "a"), Out("m", "b"), Done("m"), In("n"), Done("n"), In("o"), Out("o", "d"), Done("o")],
            [In("m"), Out("m", "a"), Out("m", "x"), Done("m"), In("n"), Out("n", "c"), Done("n"), In("o"), Done("o")]).Order(StringComparer.Ordinal));

    // A client that leaves while its message is at work: whether the answer finds it there is a matter of luck.
    [Fact]
    public void Delivery_OfWhatWasAtWorkWhenTheClientLeft_IsNone() => Assert.Empty(Compare(
        [In("m"), new SessionEvent.Closed("a", Enders.Network, 1006, ""), Done("m")],
        [In("m"), Out("m", "late"), Done("m"), new SessionEvent.Closed("a", Enders.Network, 1006, "")]));

    [Fact]
    public void Close_ByTheGateway_IsComparedAndOneOfTheClientIsNot()
    {
        Assert.Equal(
            ["Close closed with 1000 bye→"],
            Compare([new SessionEvent.Closed("a", Enders.Gateway, 1000, "bye")], [new SessionEvent.Closed("a", Enders.Client, 1000, "bye")]));
        Assert.Empty(Compare([new SessionEvent.Closed("a", Enders.Client, 1000, "")], [new SessionEvent.Closed("a", Enders.Network, 1006, "")]));
    }

    private static SessionEvent.FrameIn In(string message) => new("a", message, message);

    private static SessionEvent.FrameOut Out(string message, string text) => new("a", message, text);

    private static SessionEvent.Done Done(string message) => new(message);

    private List<string> Compare(SessionEvent[] before, SessionEvent[] now)
    {
        SessionEvent[] opening = [new SessionEvent.Handshake("a", "api", "dev", "", new Dictionary<string, string>(), "c"), new SessionEvent.Opened("a", null)];
        var transcript = new Transcript(_time);
        var session = new Session(
            new SessionLine.Header(Session.Version, _time.GetUtcNow(), "", ""), [.. opening.Concat(before).Select(transcript.Add).OfType<SessionLine>()]);
        var recorded = new RecordedFrames(session);
        var comparer = new FrameComparer(new Correspondence(), new SessionClocks(_time.GetUtcNow(), TimeSpan.Zero, _time), IgnoredParts.None);
        var played = new PlayedSession(recorded, comparer, _time);
        played.Expect(recorded.Connects[1]);
        foreach (var received in session.Lines.OfType<SessionLine.FrameIn>())
        {
            played.Expect(received);
        }

        foreach (var told in opening.Concat(now))
        {
            played.Hear(told);
        }

        var result = new SessionComparison(recorded, played, comparer, new HashSet<long>()).Run();
        Assert.Equal(result.Differences.Count == 0, result.IsSame);
        return [.. result.Differences.Select(difference => difference.Kind is DifferenceKind.Changed or DifferenceKind.Close
            ? $"{difference.Kind} {difference.Expected}→{difference.Got}"
            : $"{difference.Kind} {difference.Expected ?? difference.Got}")];
    }
}
