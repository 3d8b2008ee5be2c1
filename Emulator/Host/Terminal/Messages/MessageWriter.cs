using System.Text;
using System.Text.Json;
using Chat.Emulator.Journal;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal.Messages;

/// <summary>Writes a line for each message, as the journal tells of them. It reads at its own pace: nobody waits for a terminal.</summary>
internal sealed class MessageWriter(EventJournal journal, TextWriter output, TerminalOutput mode, TimeProvider time)
{
    /// <summary>More than a person reads in a second is counted instead, in a terminal.</summary>
    public const int MaxLinesPerSecond = 25;

    private const int MaxTextCharacters = 120;

    // Entries are read in batches: a message makes a dozen of them, and each would wake this up.
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(50);

    private readonly MessageTally _tally = new();
    private readonly RefusedAnswers _refused = new(journal);
    private readonly StringBuilder _text = new();
    private long _second;
    private int _lines;
    private int _left;

    /// <summary>Until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var watch = journal.Watch();
        var next = journal.Next;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await watch.WaitAsync(cancellationToken);
                await Task.Delay(Batch, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            next = Read(next);
            if (_text.Length > 0)
            {
                await output.WriteAsync(_text.ToString());
                _text.Clear();
            }
        }
    }

    /// <returns>The sequence of the first entry that hasn't been read.</returns>
    internal long Read(long next)
    {
        if (journal.First is var first && next < first)
        {
            Line(mode is TerminalOutput.Json
                ? JsonSerializer.Serialize(new MissedOutput("missed", first - next), OutputJson.Default.MissedOutput)
                : $"… {first - next} events went by too quickly to be shown");
            next = first;
        }

        var end = journal.Next;
        _refused.Find(next, end);
        for (; next < end && journal.TryRead(next, out var entry); next++)
        {
            var text = NeedsText(entry.Kind) && journal.TryRead(next, out _, out var kept) ? kept : null;
            if (mode is TerminalOutput.Verbose)
            {
                WriteDetail(entry, text);
            }

            if (_tally.Add(entry, text, _refused.Take(entry)) is { } message)
            {
                WriteMessage(message);
            }
        }

        return next;
    }

    internal string TakeText()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }

    private bool NeedsText(JournalKind kind) =>
        kind is JournalKind.InvocationEnded || (mode is TerminalOutput.Verbose && kind is JournalKind.FrameIn or JournalKind.FrameOut);

    private void WriteMessage(MessageSummary message)
    {
        if (mode is TerminalOutput.Json)
        {
            Line(JsonSerializer.Serialize(OutputLine.Of(message), OutputJson.Default.MessageOutput));
            return;
        }

        if (mode is TerminalOutput.Messages && !HasRoom(message.At))
        {
            _left++;
            return;
        }

        Line(string.Create(null, $"{TimeZoneInfo.ConvertTime(message.At, time.LocalTimeZone):HH:mm:ss} {message}"));
    }

    private bool HasRoom(DateTimeOffset at)
    {
        var second = at.UtcTicks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            if (_left > 0)
            {
                Line($"         … and {_left} more in that second: the console shows them, and so does --verbose");
            }

            (_second, _lines, _left) = (second, 0, 0);
        }

        return ++_lines <= MaxLinesPerSecond;
    }

    private void WriteDetail(in JournalEntry entry, byte[]? text)
    {
        switch (entry.Kind)
        {
            case JournalKind.FrameIn:
                Line($"         in   {entry.ConnectionId} {OneLine(text)}");
                break;
            case JournalKind.FrameOut:
                Line($"         out  {entry.ConnectionId} {OneLine(text)}");
                break;
            case JournalKind.PostBack:
                Line($"         {entry.Name} {entry.ConnectionId} {entry.Status} by {entry.Function ?? "somebody else"}");
                break;
            case JournalKind.Denied:
                Line($"         denied {entry.Function ?? "somebody"} {entry.Name}: {entry.Detail}");
                break;
            default:
                break;
        }
    }

    private static string OneLine(byte[]? text) => Shortened.Of(Encoding.UTF8.GetString(text ?? []), MaxTextCharacters);

    private void Line(string line) => _text.Append(line).Append('\n');
}
