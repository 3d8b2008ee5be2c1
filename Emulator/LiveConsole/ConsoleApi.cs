using Chat.Emulator.Http;

namespace Chat.Emulator.LiveConsole;

/// <summary>The console's HTTP API below <c>/_console/api</c>, which its page uses as scripts do: docs/console.md.</summary>
internal sealed partial class ConsoleApi(
    ConsoleToken token,
    ConsolePage page,
    ConsoleReads reads,
    ConsoleChanges changes,
    ConsoleTables tables,
    FaultsApi faults,
    EventStream stream,
    ILogger<ConsoleApi> logger)
{
    private const string Api = "api";

    /// <summary>Null when the request isn't for the console.</summary>
    public Task? TryHandle(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(ConsolePage.Path, StringComparison.Ordinal) || (path.Length > ConsolePage.Path.Length && path[ConsolePage.Path.Length] != '/'))
        {
            return null;
        }

        var rest = path[ConsolePage.Path.Length..].Trim('/');
        return rest == Api || rest.StartsWith(Api + "/", StringComparison.Ordinal)
            ? RequestGuard.Refuse(context) ?? HandleAsync(context, [.. rest.Split('/').Skip(1).Select(Uri.UnescapeDataString)])
            : RequestGuard.RefusePage(context) ?? page.SendAsync(context, rest);
    }

    private async Task HandleAsync(HttpContext context, string[] path)
    {
        var isChange = !HttpMethods.IsGet(context.Request.Method);
        if (isChange && !token.IsIn(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await ConsoleAnswer.SendErrorAsync(
                context, StatusCodes.Status401Unauthorized,
                "Changes need the console's token, as 'Authorization: Bearer TOKEN': the emulator prints it at its start, in the line 'console', unless EMULATOR_CONSOLE_TOKEN set it.");
            return;
        }

        try
        {
            await (isChange ? Change(context, path) : Read(context, path));
        }
        catch (HttpRequestException e)
        {
            LogNoTables(e.Message);
            await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status502BadGateway, e.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told.
        }
    }

    private Task Read(HttpContext context, string[] path) => path switch
    {
        ["state"] => reads.SendStateAsync(context),
        ["connections"] => reads.SendConnectionsAsync(context),
        ["connections", var id] => reads.SendConnectionAsync(context, id),
        ["events"] => reads.SendEventsAsync(context),
        ["events", "stream"] => stream.SendAsync(context),
        ["functions"] => reads.SendFunctionsAsync(context),
        ["tables"] => tables.SendTablesAsync(context),
        ["faults"] => faults.HandleAsync(context),
        ["tables", var name, "rows"] => tables.SendRowsAsync(context, name),
        _ => SendUnknownAsync(context),
    };

    private Task Change(HttpContext context, string[] path) => (context.Request.Method, path) switch
    {
        ("POST", ["connections", "frames"]) => changes.SendFrameAsync(context, null),
        ("POST", ["connections", var id, "frames"]) => changes.SendFrameAsync(context, id),
        ("DELETE", ["connections"]) => changes.CloseAsync(context, null),
        ("DELETE", ["connections", var id]) => changes.CloseAsync(context, id),
        ("POST", ["functions", var name, "invocations"]) => changes.InvokeAsync(context, name),
        ("PUT" or "DELETE", ["faults"]) => faults.HandleAsync(context),
        ("POST", ["tables", var name, "clear"]) => tables.ClearAsync(context, name),
        _ => SendUnknownAsync(context),
    };

    private static Task SendUnknownAsync(HttpContext context) =>
        ConsoleAnswer.SendNotFoundAsync(context, $"{context.Request.Method} {context.Request.Path} in the console's API (docs/console.md)");

    [LoggerMessage(700, LogLevel.Warning, "The console can't read a table: {Reason}")]
    private partial void LogNoTables(string reason);
}
