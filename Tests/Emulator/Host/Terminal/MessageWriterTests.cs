using System.Text.Json;
using Chat.Emulator.Host.Terminal.Messages;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Host.Terminal;

/// <summary>What the terminal shows of messages: a line each, put together from the journal's entries.</summary>
public sealed class MessageWriterTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 17, 27, 33, TimeSpan.Zero));
    private readonly EventJournal _journal;

    public MessageWriterTests() => _journal = new EventJournal(_time, capacity: 512);

    [Fact]
    public void Message_AnsweredAndPosted_IsOneLine()
    {
        Begin("m1");
        End("m1", """{"statusCode":200,"body":"x"}""", posts: [200, 200, 200]);

        Assert.Equal("17:27:33 sendMessage → websocket-send 200 6.0 ms, 3 delivered\n", Read(TerminalOutput.Messages));
    }

    [Fact]
    public void Message_PostsFail_AreCountedByWhatBecameOfThem()
    {
        Begin("m1");
        End("m1", "{}", posts: [410, 200, 429, 410, 500]);

        Assert.Equal(
            "17:27:33 sendMessage → websocket-send 200 6.0 ms, 1 delivered, 2 gone, 1 throttled, 1 answered with 500\n", Read(TerminalOutput.Messages));
    }

    [Theory]
    [InlineData("""{"body":"a","statusCode":403}""", "403")]
    [InlineData("""{"headers":{"statusCode":1}}""", "200")]
    [InlineData("""{"statusCode":"201"}""", "responded")]
    [InlineData("no json", "responded")]
    [InlineData("", "responded")]
    public void Outcome_OfAnAnswer_IsItsStatusWhereItHasOne(string answer, string outcome)
    {
        Begin("m1");
        End("m1", answer);

        Assert.Equal($"17:27:33 sendMessage → websocket-send {outcome} 6.0 ms\n", Read(TerminalOutput.Messages));
    }

    [Fact]
    public void Message_FunctionFails_NamesTheError()
    {
        Begin("m1");
        _journal.Write(new JournalEntry { Kind = JournalKind.InvocationEnded, MessageId = "m1", Function = "websocket-send", Name = "TypeError", Detail = "failed" }, "boom");
        _journal.Write(new JournalEntry { Kind = JournalKind.Integrated, MessageId = "m1", Name = "sendMessage", Detail = "failed" });

        Assert.StartsWith("17:27:33 sendMessage → websocket-send TypeError ", Read(TerminalOutput.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_AnswerIsRefused_SaysSoInItsOneLine()
    {
        Begin("m1");
        End("m1", """{"statusCode":200,"body":"x","isBase64Encoded":true}""");
        Begin("m2");
        Refuse("m1");
        End("m2", "{}");

        Assert.Equal(
            ["17:27:33 sendMessage → websocket-send answer refused: its body isn't text 6.0 ms", "17:27:33 sendMessage → websocket-send 200 6.0 ms"],
            Read(TerminalOutput.Messages).TrimEnd().Split('\n'));
    }

    [Fact]
    public void Message_AnswerIsRefusedAfterItsLine_IsALineMore()
    {
        var writer = new MessageWriter(_journal, TextWriter.Null, TerminalOutput.Messages, _time);
        End("m1", "{}");
        var next = writer.Read(1);
        Refuse("m1");

        writer.Read(next);

        Assert.Equal(
            ["17:27:33 sendMessage → websocket-send 200 6.0 ms", "17:27:33 sendMessage answer refused: its body isn't text 0.0 ms"],
            writer.TakeText().TrimEnd().Split('\n'));
    }

    [Fact]
    public void Messages_OfTwoAtATime_AreKeptApart()
    {
        Begin("m1");
        Begin("m2");
        Post("m1", 200);
        Post("m2", 410);
        End("m2", "{}");
        End("m1", "{}");

        Assert.Equal(
            ["17:27:33 sendMessage → websocket-send 200 6.0 ms, 1 gone", "17:27:33 sendMessage → websocket-send 200 6.0 ms, 1 delivered"],
            Read(TerminalOutput.Messages).TrimEnd().Split('\n'));
    }

    [Fact]
    public void Refusals_AreLinesToo()
    {
        _journal.Write(new JournalEntry { Kind = JournalKind.Refused, Name = "demo", Status = 401, Detail = "UnauthorizedException" });
        _journal.Write(new JournalEntry { Kind = JournalKind.Routed, MessageId = "m1", ConnectionId = "a" });

        Assert.Equal(
            ["17:27:33 handshake at demo refused: 401 UnauthorizedException 0.0 ms", "17:27:33 no route: Forbidden 0.0 ms"],
            Read(TerminalOutput.Messages).TrimEnd().Split('\n'));
    }

    [Fact]
    public void Terminal_MoreThanAPersonReads_CountsTheRest()
    {
        var writer = new MessageWriter(_journal, TextWriter.Null, TerminalOutput.Messages, _time);
        for (var i = 0; i < MessageWriter.MaxLinesPerSecond + 7; i++)
        {
            End($"m{i}", "{}");
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        End("later", "{}");
        writer.Read(1);

        var lines = writer.TakeText().TrimEnd().Split('\n');
        Assert.Equal(MessageWriter.MaxLinesPerSecond + 2, lines.Length);
        Assert.Equal("         … and 7 more in that second: the console shows them, and so does --verbose", lines[^2]);
    }

    [Fact]
    public void Reader_TooLate_SaysHowMuchIsMissing()
    {
        for (var i = 0; i < 300; i++)
        {
            End($"m{i}", "{}");
        }

        Assert.StartsWith($"… {_journal.First - 1} events went by too quickly to be shown\n", Read(TerminalOutput.Verbose), StringComparison.Ordinal);
        Assert.StartsWith($$"""{"type":"missed","events":{{_journal.First - 1}}}""" + "\n", Read(TerminalOutput.Json), StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_AFrameWithControlCharacters_IsOneLine()
    {
        _journal.Write(new JournalEntry { Kind = JournalKind.FrameIn, ConnectionId = "a", MessageId = "m1" }, "one\ntwo\u001b[31m");

        Assert.Equal("         in   a one·two·[31m\n", Read(TerminalOutput.Verbose));
    }

    [Fact]
    public void Json_IsAnObjectALine()
    {
        Begin("m1");
        End("m1", "{}", posts: [200, 410]);

        using var json = JsonDocument.Parse(Read(TerminalOutput.Json));
        Assert.Equal(
            """{"type":"message","at":"2026-11-29T17:27:33+00:00","name":"sendMessage","function":"websocket-send","outcome":"200","milliseconds":6,"delivered":1,"undelivered":{"410":1}}""",
            json.RootElement.GetRawText());
    }

    private void Begin(string message) => _journal.Write(new JournalEntry { Kind = JournalKind.InvocationStarted, MessageId = message, Function = "websocket-send" });

    private void Post(string message, int status) => _journal.Write(new JournalEntry { Kind = JournalKind.PostBack, MessageId = message, Name = "POST", Status = status });

    private void Refuse(string message) => _journal.Write(new JournalEntry { Kind = JournalKind.AnswerRefused, MessageId = message, Name = "sendMessage" }, "its body isn't text");

    private void End(string message, string answer, params int[] posts)
    {
        foreach (var status in posts)
        {
            Post(message, status);
        }

        _journal.Write(new JournalEntry { Kind = JournalKind.InvocationEnded, MessageId = message, Function = "websocket-send", Detail = "responded" }, answer);
        _journal.Write(new JournalEntry
        {
            Kind = JournalKind.Integrated,
            MessageId = message,
            Name = "sendMessage",
            Detail = "responded",
            DurationTicks = TimeSpan.FromMilliseconds(6).Ticks,
        });
    }

    private string Read(TerminalOutput mode)
    {
        var writer = new MessageWriter(_journal, TextWriter.Null, mode, _time);
        writer.Read(1);
        return writer.TakeText();
    }
}
