using Chat.Emulator.Recording;
using Chat.Emulator.Tests.Template;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Recording;

/// <summary>What is written of a session, and what is said of what wasn't.</summary>
public sealed class SessionRecorderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));

    private string File => Path.Combine(_folder.Path, "session.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Session_OfOneMessage_IsWhatHappenedWithItsCauses()
    {
        var recorder = Start();
        recorder.Hear(new SessionEvent.Handshake("id-1", "api", "dev", "room=a", new Dictionary<string, string> { ["Cookie"] = "c" }, "request-1"));
        recorder.Hear(new SessionEvent.Opened("id-1", null));
        _time.Advance(TimeSpan.FromMilliseconds(12.5));
        recorder.Hear(new SessionEvent.FrameIn("id-1", "request-2", "grüße \"1\""));
        recorder.Hear(new SessionEvent.FrameOut("id-1", "request-2", "of it"));
        recorder.Hear(new SessionEvent.Done("request-2"));
        recorder.Hear(new SessionEvent.FrameOut("id-1", "unknown", "of something else"));
        recorder.Hear(new SessionEvent.Elsewhere("request-3"));
        recorder.Hear(new SessionEvent.FrameOut("id-1", "request-3", "of the console"));
        recorder.Hear(new SessionEvent.FrameOut("before", "request-2", "to one that was open already"));
        recorder.Hear(new SessionEvent.Closed("id-1", "client", 1000, "bye"));
        recorder.Hear(new SessionEvent.Leaving("id-1", "request-4"));
        recorder.Hear(new SessionEvent.Done("request-4"));
        await recorder.EndAsync();

        Assert.Equal(
            [
                """{"type":"session","version":1,"recordedAt":"2026-11-29T12:00:00+00:00","emulator":"1","stack":"cdk.out","alreadyOpen":1}""",
                """{"type":"connect","n":1,"connection":1,"connectionId":"id-1","requestId":"request-1","api":"api","stage":"dev","query":"room=a","headers":{"Cookie":"{{secret:cookie}}"}}""",
                """{"type":"open","n":2,"connection":1}""",
                """{"type":"in","n":3,"atMs":12.5,"connection":1,"requestId":"request-2","text":"grüße \"1\""}""",
                """{"type":"out","n":4,"atMs":12.5,"connection":1,"text":"of it","of":3}""",
                """{"type":"done","n":5,"atMs":12.5,"of":3}""",
                """{"type":"out","n":6,"atMs":12.5,"connection":1,"text":"of something else"}""",
                """{"type":"out","n":7,"atMs":12.5,"connection":1,"text":"of the console","of":0}""",
                """{"type":"close","n":8,"atMs":12.5,"connection":1,"by":"client","code":1000,"reason":"bye"}""",
                """{"type":"done","n":9,"atMs":12.5,"of":8}""",
                """{"type":"end","events":9}""",
            ],
            await System.IO.File.ReadAllLinesAsync(File));
        Assert.Equal(9, Assert.IsType<SessionReading.Whole>(SessionFile.Read(File)).Session.Lines.Length);
    }

    [Fact]
    public async Task Events_MoreThanThereIsAPlaceFor_AreCountedInTheFile()
    {
        var recorder = Start(capacity: 2);
        recorder.Hear(new SessionEvent.Handshake("id-1", "api", "dev", "", new Dictionary<string, string>(), "request-1"));
        var text = new string('x', 12 * 1024 * 1024);
        for (var i = 0; i < 5; i++)
        {
            recorder.Hear(new SessionEvent.FrameIn("id-1", $"request {i}", text));
        }

        await recorder.EndAsync();

        Assert.InRange(recorder.Missed, 3, 5);
        Assert.Contains(
            $"lacks {recorder.Missed} events", Assert.IsType<SessionReading.Unreadable>(SessionFile.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recordings_AFileThatIsThere_IsNotOverwritten()
    {
        _folder.Write("session.jsonl", "mine");
        var recordings = new Recordings(new SessionTap(), _time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Recordings>.Instance);

        Assert.Contains("is there already", recordings.Begin(File, "cdk.out", 0), StringComparison.Ordinal);
        Assert.Contains("can't be written", recordings.Begin(Path.Combine(_folder.Path, "no", "such", "folder"), "cdk.out", 0), StringComparison.Ordinal);

        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(File));
        Assert.False(recordings.State.IsOn);
    }

    private SessionRecorder Start(int capacity = SessionRecorder.DefaultCapacity) =>
        SessionRecorder.Start(File, new SessionLine.Header(Session.Version, _time.GetUtcNow(), "1", "cdk.out", 1), _time, capacity);
}
