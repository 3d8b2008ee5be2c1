using Chat.Contracts.CommandLine;
using Chat.Contracts.Console;
using Chat.Emulator.Http;
using Chat.Emulator.Modules;

namespace Chat.Emulator.LiveConsole;

/// <summary>The console's HTTP API below <c>/_console/api</c>, which its page uses as scripts do: docs/console.md.</summary>
internal sealed partial class ConsoleApi(
    ConsoleToken token, ConsolePage page, IEnumerable<IConsoleSection> sections, ILogger<ConsoleApi> logger)
{
    private const string Api = "api";

    /// <summary>Null when the request isn't for the console.</summary>
    public Task? TryHandle(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(ConsolePaths.Page, StringComparison.Ordinal) || (path.Length > ConsolePaths.Page.Length && path[ConsolePaths.Page.Length] != '/'))
        {
            return null;
        }

        var rest = path[ConsolePaths.Page.Length..].Trim('/');
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
                "Changes need the console's token, as 'Authorization: Bearer TOKEN': the emulator prints it at its start, in the line 'console', unless " + EmulatorVariables.ConsoleToken + " set it.");
            return;
        }

        try
        {
            await (sections.Select(section => section.TryAnswer(context, path)).FirstOrDefault(answer => answer is not null) ?? SendUnknownAsync(context));
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

    private static Task SendUnknownAsync(HttpContext context) =>
        ConsoleAnswer.SendNotFoundAsync(context, $"{context.Request.Method} {context.Request.Path} in the console's API (docs/console.md)");

    [LoggerMessage(700, LogLevel.Warning, "The console can't read a table: {Reason}")]
    private partial void LogNoTables(string reason);
}
