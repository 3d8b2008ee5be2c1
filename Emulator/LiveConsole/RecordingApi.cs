using System.Text.Json;
using Chat.Contracts.Console;
using Chat.Emulator.Http;
using Chat.Emulator.Modules;
using Chat.Emulator.Recording;

namespace Chat.Emulator.LiveConsole;

/// <summary>
/// <c>POST</c> begins to record sessions, <c>DELETE</c> ends that, <c>GET</c> tells how it stands; below it, <c>file</c> is what has been recorded.
/// docs/replay.md.
/// </summary>
internal sealed class RecordingApi(ConsoleSources sources, Recordings recordings) : IConsoleSection
{
    private const int MaxBytes = 4096;

    public Task? TryAnswer(HttpContext context, string[] path) => (context.Request.Method, path) switch
    {
        ("GET", ["recording"]) => SendAsync(context, recordings.State),
        ("GET", ["recording", "file"]) => SendFileAsync(context),
        ("POST", ["recording"]) => BeginAsync(context),
        ("DELETE", ["recording"]) => EndAsync(context),
        _ => null,
    };

    private async Task BeginAsync(HttpContext context)
    {
        if (await PooledBody.ReadArrayAsync(context.Request, MaxBytes, context.RequestAborted) is not { } body)
        {
            await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status413PayloadTooLarge, $"What a recording takes has no more than {MaxBytes} bytes.");
            return;
        }

        RecordingRequest request;
        try
        {
            request = (body.Length == 0 ? null : JsonSerializer.Deserialize(body, ConsoleJson.Default.RecordingRequest)) ?? new RecordingRequest(null);
        }
        catch (JsonException e)
        {
            await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status400BadRequest, $"A recording takes nothing, or {{\"file\":\"session.jsonl\"}}: {e.Message}");
            return;
        }

        var open = sources.Registry.Connections.Count(connection => connection.IsOpen);
        await (recordings.Begin(request.File, sources.Options.Assembly, open) is { } problem
            ? ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status409Conflict, problem)
            : SendAsync(context, recordings.State));
    }

    private async Task EndAsync(HttpContext context) => await (recordings.State.IsOn
        ? SendAsync(context, await recordings.EndAsync())
        : ConsoleAnswer.SendNotFoundAsync(context, "recording that is on"));

    private async Task SendFileAsync(HttpContext context)
    {
        if (recordings.State.File is not { } file || !File.Exists(file))
        {
            await ConsoleAnswer.SendNotFoundAsync(context, "recording");
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(Path.GetFileName(file))}";

        // It may be being written.
        await using var recorded = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await recorded.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static Task SendAsync(HttpContext context, RecordingState state) => ConsoleAnswer.SendAsync(
        context, new RecordingView(state.IsOn, state.File, state.Events, state.Missed, state.Failure), ConsoleJson.Default.RecordingView);
}
