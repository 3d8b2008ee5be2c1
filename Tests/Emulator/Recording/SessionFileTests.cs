using Chat.Emulator.Recording;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Recording;

/// <summary>What a file may be instead of a recorded session, and what is said then.</summary>
public sealed class SessionFileTests : IDisposable
{
    private const string Header = """{"type":"session","version":1,"recordedAt":"2026-11-29T12:00:00Z","emulator":"1.0.0","stack":"template.yaml"}""";
    private const string Connect = """{"type":"connect","n":1,"atMs":1,"connection":1,"connectionId":"a","requestId":"b","api":"c","stage":"dev","query":"","headers":{}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_Whole_IsItsLines()
    {
        var session = Assert.IsType<SessionReading.Whole>(Read(Header, Connect, """{"type":"end"}""")).Session;

        Assert.Equal("template.yaml", session.Header.Stack);
        Assert.Equal("dev", Assert.IsType<SessionLine.Connect>(Assert.Single(session.Lines)).Stage);
    }

    [Theory]
    [InlineData("is empty")]
    [InlineData("isn't a recorded session", "some text")]
    [InlineData("isn't a recorded session", """{"log":{"version":"1.2"}}""")]
    [InlineData("isn't a recorded session", "[1]")]
    [InlineData("isn't a recorded session", """{"type":"session","version":1}""")]
    [InlineData("is of version 2 of the format, and this emulator reads version 1", """{"type":"session","version":2,"new":true}""")]
    [InlineData("ends without its last line, after 1 events", Header, Connect)]
    [InlineData("line 2 isn't a line of a recorded session", Header, """{"type":"connect","n":1,"conn""")]
    [InlineData("line 2 isn't a line of a recorded session", Header, """{"type":"ping","n":1}""")]
    [InlineData("line 2 isn't a line of a recorded session: it lacks 'connection', 'requestId'.", Header, """{"type":"in","n":1,"text":"x"}""")]
    [InlineData("lacks 3 events", Header, """{"type":"missed","events":3}""", """{"type":"end"}""")]
    public void File_ThatCanNotBeReplayed_SaysWhatItIs(string message, params string[] lines) =>
        Assert.Contains(message, Assert.IsType<SessionReading.Unreadable>(Read(lines)).Message, StringComparison.Ordinal);

    [Fact]
    public void File_ThatIsNotThere_IsNamed() =>
        Assert.Contains("gone.jsonl", Assert.IsType<SessionReading.Unreadable>(SessionFile.Read(Path.Combine(_folder.Path, "gone.jsonl"))).Message, StringComparison.Ordinal);

    private SessionReading Read(params string[] lines) => SessionFile.Read(_folder.Write("session.jsonl", string.Join('\n', lines)));
}
