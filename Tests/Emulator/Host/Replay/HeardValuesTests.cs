using Chat.Emulator.Host.Replay;
using Chat.Emulator.Host.Replay.Comparison;
using Chat.Emulator.Recording;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Host.Replay;

/// <summary>What a client of a replay sends back of what it heard, also when it heard something else than was recorded.</summary>
public sealed class HeardValuesTests
{
    private const string Token = "{{secret:token}}";
    private const string Before = "b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b01";
    private const string Now = "b7d9c6a4-0a5e-4a52-8d0e-0d1c8f1a2b02";

    private static readonly Dictionary<string, string> NoSecrets = [];

    [Theory]
    [InlineData("""{"token":"{{secret:token}}","greeting":"hi"}""", """{"token":"abcdefgh","greeting":"hello"}""")]
    // The order of properties doesn't count: nor does another secret before it.
    [InlineData("""{"token":"{{secret:token}}","password":"{{secret:password}}"}""", """{"password":"12345678","token":"abcdefgh"}""")]
    public void Secret_OfAFrame_IsWhatStandsAtItsPlace(string recorded, string replayed)
    {
        var played = Play([recorded], [replayed]);

        Assert.Equal("abcdefgh", played.Replayed(Token, NoSecrets));
    }

    [Fact]
    public void Id_OfAFrameThatDiffers_IsSentAsHeard()
    {
        var played = Play([$$"""{"id":"{{Before}}","a":1}"""], [$$"""{"id":"{{Now}}","a":2}"""]);

        Assert.Equal(Now, played.Replayed(Before, NoSecrets));
    }

    [Fact]
    public void Frames_AfterOneMore_AreStillFound()
    {
        var played = Play(["""{"token":"{{secret:token}}"}"""], ["welcome", """{"token":"abcdefgh"}"""]);

        Assert.Equal("abcdefgh", played.Replayed(Token, NoSecrets));
    }

    [Fact]
    public void Hear_OfHalfACharacter_DoesNotThrow()
    {
        var played = Play(["""{"a":"\ud83d"}"""], []);

        Assert.Null(Record.Exception(() => played.Hear(new SessionEvent.FrameOut("a", "m", """{"a":"\ud83e","token":"\ud83e"}"""))));
    }

    [Fact]
    public void Hear_AfterTheEnd_AddsNothing()
    {
        var played = Play([], []);

        played.End();
        played.Hear(new SessionEvent.FrameOut("a", "m", "late"));

        Assert.Empty(played.Frames);
    }

    private static PlayedSession Play(string[] recorded, string[] replayed)
    {
        var time = new FakeTimeProvider();
        var connect = new SessionLine.Connect(1, "", "", "", "", "", new Dictionary<string, string>()) { N = 1 };
        var session = new Session(
            new SessionLine.Header(Session.Version, time.GetUtcNow(), "", ""),
            [connect, .. recorded.Select((text, index) => new SessionLine.FrameOut(1, text, null) { N = index + 2 })]);
        var comparer = new FrameComparer(new Correspondence(), new SessionClocks(time.GetUtcNow(), TimeSpan.Zero, time), IgnoredParts.None);
        var played = new PlayedSession(new RecordedFrames(session), comparer, time);
        played.Expect(connect);
        played.Hear(new SessionEvent.Handshake("a", "api", "dev", "", new Dictionary<string, string>(), "c"));
        foreach (var text in replayed)
        {
            played.Hear(new SessionEvent.FrameOut("a", "m", text));
        }

        return played;
    }
}
