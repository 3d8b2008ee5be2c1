using Chat.Emulator.Recording;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Logging.Abstractions;
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

    [Theory]
    [InlineData(2, 1, 4)]
    [InlineData(SessionRecorder.DefaultCapacity, 12 * 1024 * 1024, 3)]
    public async Task Events_MoreThanThereIsAPlaceFor_AreCountedInTheFile(int capacity, int length, int missed)
    {
        var file = new StuckFile(File);
        var recorder = new SessionRecorder(file, Header(), _time, NullLogger.Instance, capacity);
        await file.Reached.Soon();
        recorder.Hear(Handshake("id-1"));
        for (var i = 0; i < 5; i++)
        {
            recorder.Hear(new SessionEvent.FrameIn("id-1", $"request {i}", new string('x', length)));
        }

        file.Release();
        await recorder.EndAsync();

        Assert.Equal((missed, 6 - missed), (recorder.Missed, recorder.Events));
        Assert.Contains($"lacks {missed} events", Assert.IsType<SessionReading.Unreadable>(SessionFile.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_ToldAfterTheEnd_IsNotMissed()
    {
        var recorder = Start();
        recorder.Hear(Handshake("id-1"));
        await recorder.EndAsync();

        recorder.Hear(new SessionEvent.Opened("id-1", null));

        Assert.Equal((0, 1), (recorder.Missed, recorder.Events));
    }

    [Fact]
    public async Task File_ThatCanNotBeWrittenAnyMore_EndsTheRecordingWithItsReason()
    {
        var file = new StuckFile(File);
        var recorder = new SessionRecorder(file, Header(), _time, NullLogger.Instance);
        recorder.Hear(Handshake("id-1"));
        file.Fail(new InvalidOperationException("no more of it"));

        await recorder.EndAsync();

        Assert.Equal(("no more of it", 0, 0), (recorder.Failure, recorder.Events, recorder.Missed));
    }

    [Fact]
    public async Task Frame_WithHalfASurrogatePair_IsRecorded()
    {
        var recorder = Start();
        recorder.Hear(Handshake("id-1"));
        recorder.Hear(new SessionEvent.FrameIn("id-1", "request-2", """{"text":"\ud83d"}"""));
        await recorder.EndAsync();

        Assert.Null(recorder.Failure);
        var lines = Assert.IsType<SessionReading.Whole>(SessionFile.Read(File)).Session.Lines;
        Assert.Equal("""{"text":"\ud83d"}""", Assert.Single(lines.OfType<SessionLine.FrameIn>()).Text);
    }

    [Fact]
    public async Task Recording_OfNothing_LeavesNoFile()
    {
        var recordings = Recordings();
        Assert.Null(recordings.Begin(File, "cdk.out", 0));
        Assert.True(System.IO.File.Exists(File));

        var ended = await recordings.EndAsync();

        Assert.Null(ended.File);
        Assert.False(System.IO.File.Exists(File));
        Assert.Null(recordings.Begin(File, "cdk.out", 0));
        await recordings.EndAsync();
    }

    [Fact]
    public void Handshake_Refused_IsForgotten()
    {
        var transcript = new Transcript(_time);
        transcript.Add(Handshake("id-1"));

        Assert.IsType<SessionLine.Refuse>(transcript.Add(new SessionEvent.Refused("id-1", 403, null)));
        Assert.Null(transcript.Add(new SessionEvent.Refused("id-1", 403, null)));
    }

    [Fact]
    public async Task Recordings_AFileThatIsThere_IsNotOverwritten()
    {
        _folder.Write("session.jsonl", "mine");
        var recordings = Recordings();

        Assert.Contains("is there already", recordings.Begin(File, "cdk.out", 0), StringComparison.Ordinal);
        Assert.Contains("can't be written", recordings.Begin(Path.Combine(_folder.Path, "no", "such", "folder"), "cdk.out", 0), StringComparison.Ordinal);

        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(File));
        Assert.False(recordings.State.IsOn);
    }

    private SessionRecorder Start() => SessionRecorder.Start(File, Header(), _time, NullLogger.Instance);

    private Recordings Recordings() => new(new SessionTap(), _time, NullLogger<Recordings>.Instance);

    private SessionLine.Header Header() => new(Session.Version, _time.GetUtcNow(), "1", "cdk.out", 1);

    private static SessionEvent.Handshake Handshake(string id) => new(id, "api", "dev", "", new Dictionary<string, string>(), "request-1");
}
