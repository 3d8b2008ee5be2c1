using System.Text.Json;
using Chat.Contracts.Console;
using Chat.Emulator.Journal;
using Chat.Emulator.Modules;

namespace Chat.Emulator.LiveConsole;

/// <summary>
/// Events as they happen, as Server-Sent Events: each <c>data:</c> is what a GET of the events answers. Nothing is queued for a reader: it
/// has a place in the journal, and what it is too slow for is left out and counted.
/// https://html.spec.whatwg.org/multipage/server-sent-events.html
/// </summary>
internal sealed class EventStream(EventJournal journal, IHostApplicationLifetime lifetime, TimeProvider time) : IConsoleSection
{
    private const int MaxReaders = 32;
    private const int MaxBatch = 500;

    // Behind by more than this, a reader skips to the newest: it is to show what happens now.
    private const int MaxBehind = 2_000;

    // People read no faster, and in between one batch gathers all that happens.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly byte[] Opening = "retry: 1000\n\n"u8.ToArray();

    private int _readers;

    public Task? TryAnswer(HttpContext context, string[] path) =>
        HttpMethods.IsGet(context.Request.Method) && path is ["events", "stream"] ? SendAsync(context) : null;

    public async Task SendAsync(HttpContext context)
    {
        if (EventFilter.Read(context.Request.Query) is not { } filter)
        {
            await ConsoleReads.SendUnknownKindAsync(context);
            return;
        }

        if (Interlocked.Increment(ref _readers) > MaxReaders)
        {
            Interlocked.Decrement(ref _readers);
            await ConsoleAnswer.SendErrorAsync(
                context, StatusCodes.Status429TooManyRequests, $"{MaxReaders} streams are open already; close one, or ask for /_console/api/events?after=….");
            return;
        }

        // A request's own token knows nothing of a host that stops, and the host would wait for this one.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await StreamAsync(context, filter, ending.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The reader has gone, or the host goes.
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async Task StreamAsync(HttpContext context, EventFilter filter, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // The place from which a browser that lost the stream goes on, or the one that was asked for, or now.
        var query = context.Request.Query;
        var after = long.TryParse(context.Request.Headers["Last-Event-ID"], out var last) ? last
            : query.ContainsKey("after") ? ConsoleReads.Cursor(query, "after")
            : journal.Next - 1;

        using var watch = journal.Watch();
        await response.Body.WriteAsync(Opening, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        while (true)
        {
            var skipped = Math.Max(0, journal.Next - 1 - after - MaxBehind);
            var batch = filter.ReadAfter(journal, after + skipped, MaxBatch);
            if (batch.Events.Count > 0 || batch.Lost + skipped > 0)
            {
                await SendAsync(response, batch with { Lost = batch.Lost + skipped }, cancellationToken);
            }

            after = batch.Next;
            if (after >= journal.Next - 1)
            {
                await watch.WaitAsync(cancellationToken);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task SendAsync(HttpResponse response, EventsView batch, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"id: {batch.Next}\ndata: ", cancellationToken);
        await JsonSerializer.SerializeAsync(response.Body, batch, ConsoleJson.Default.EventsView, cancellationToken);
        await response.WriteAsync("\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
