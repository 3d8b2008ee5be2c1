using Chat.Emulator.Gateway.Messages.Responses;
using Chat.Emulator.Journal;

namespace Chat.Emulator.LiveConsole.Messages;

/// <summary>The <c>statusCode</c> of a function's answer.</summary>
internal static class AnswerStatus
{
    /// <summary>Null when it isn't known, or the function answered without one.</summary>
    public static int? Of(EventJournal journal, in JournalEntry ended) => Read(journal, ended)?.StatusCode;

    /// <summary>Null where the answer isn't kept whole, or is none that API Gateway understands.</summary>
    public static ProxyResponse.Answer? Read(EventJournal journal, in JournalEntry ended) =>
        ended.TextLength > 0 && ended.TextLength == ended.Bytes ? ProxyResponseReader.Read(journal.BytesOf(ended)) as ProxyResponse.Answer : null;
}
