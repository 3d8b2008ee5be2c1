using Chat.Contracts.Console;
using Chat.Emulator.LiveConsole.Messages.Reasons;
using Chat.Emulator.Modules;

namespace Chat.Emulator.LiveConsole.Messages;

/// <summary>A row a message, and one message with all of its events.</summary>
internal sealed class MessagesApi(ConsoleSources sources) : IConsoleSection
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1_000;

    private readonly JournalMessages _messages = new(sources.Journal);

    public Task? TryAnswer(HttpContext context, string[] path) => (context.Request.Method, path) switch
    {
        ("GET", ["messages"]) => SendManyAsync(context),
        ("GET", ["messages", var id]) => SendOneAsync(context, id),
        _ => null,
    };

    private Task SendManyAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = ConsoleReads.Number(query, "limit", DefaultLimit, 1, MaxLimit);
        var journal = sources.Journal;
        var next = journal.Next;
        var changed = _messages.Between(ConsoleReads.Cursor(query, "after"), next);

        // The newest first, so that of too many the oldest are left out.
        var reading = Reading();
        var found = new List<MessageView>();
        var lost = 0;
        foreach (var view in changed.Reverse().Select(reading.View).Where(view => Matches(view, query)))
        {
            if (found.Count < limit)
            {
                found.Add(view);
            }
            else if (query.ContainsKey("after"))
            {
                lost++;
            }
            else
            {
                break;
            }
        }

        found.Reverse();
        return ConsoleAnswer.SendAsync(context, new MessagesView(found, journal.First, next - 1, lost), ConsoleJson.Default.MessagesView);
    }

    private Task SendOneAsync(HttpContext context, string id)
    {
        if (_messages.Find(id) is not { } message)
        {
            return ConsoleAnswer.SendNotFoundAsync(context, $"message {id}, or no event of it is kept");
        }

        // Its end is what tells how it went, so that of too many events the first are left out.
        var limit = ConsoleReads.Number(context.Request.Query, "limit", MaxLimit, 1, MaxLimit);
        var events = EventFilter.ViewsOf(sources.Journal, message.Entries.TakeLast(limit));
        return ConsoleAnswer.SendAsync(context, new MessageDetailView(Reading().View(message), events), ConsoleJson.Default.MessageDetailView);
    }

    private MessageReading Reading() => new(sources.Journal, new MessageWhy(sources.Journal, sources.Limits));

    private static bool Matches(MessageView view, IQueryCollection query)
    {
        return (query["failed"] != "true" || view.IsFailed)
            && Is("connection", view.ConnectionId)
            && Is("route", view.RouteKey)
            && Is("function", view.Function)
            && (EventFilter.Value(query, "cause") is not { } cause || view.Why.Any(why => why.Cause == cause));

        bool Is(string name, string? value) => EventFilter.Value(query, name) is not { } wanted || wanted == value;
    }
}
