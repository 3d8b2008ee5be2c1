using System.Text;
using System.Text.Json;
using Chat.Contracts.Faults;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Modules;

namespace Chat.Emulator.LiveConsole;

/// <summary>
/// <c>GET</c> tells the faults in force, <c>PUT</c> puts others in their place (JSON, or as text what <c>--faults</c> takes), <c>DELETE</c> ends
/// them. Has no guard of its own: whoever maps it to a path asks first who calls.
/// </summary>
internal sealed class FaultsApi(FaultInjection faults) : IConsoleSection
{
    private const int MaxBytes = 4096;

    public Task? TryAnswer(HttpContext context, string[] path) =>
        path is ["faults"] && context.Request.Method is ("GET" or "PUT" or "DELETE") ? HandleAsync(context) : null;

    public async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Method)
        {
            case "GET":
                await SendAsync(context, faults.Settings);
                break;
            case "PUT":
                await PutAsync(context);
                break;
            case "DELETE":
                await SendAsync(context, faults.Set(FaultSettings.None));
                break;
            default:
                context.Response.Headers.Allow = "GET, PUT, DELETE";
                await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "Faults take GET, PUT and DELETE.");
                break;
        }
    }

    private async Task PutAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context.Request, MaxBytes, context.RequestAborted);
        if (body is null)
        {
            await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status413PayloadTooLarge, $"The faults take no more than {MaxBytes} bytes.");
            return;
        }

        if (Read(body.Span, out var error) is { } settings)
        {
            await SendAsync(context, faults.Set(settings));
            return;
        }

        await ConsoleAnswer.SendErrorAsync(context, StatusCodes.Status400BadRequest, error);
    }

    private static FaultSettings? Read(ReadOnlySpan<byte> body, out string error)
    {
        if (body.IsEmpty || body[0] != '{')
        {
            var isRight = FaultText.TryParse(Encoding.UTF8.GetString(body), out var parsed, out var reason);
            error = reason ?? "";
            return isRight ? parsed : null;
        }

        try
        {
            var settings = JsonSerializer.Deserialize(body, FaultsJson.Default.FaultSettings);
            error = settings is null ? "Faults must be an object, not null." : settings.FindError() ?? "";
            return error.Length == 0 ? settings : null;
        }
        catch (JsonException e)
        {
            error = $"The faults can't be read: {e.Message}";
            return null;
        }
    }

    private static Task SendAsync(HttpContext context, FaultSettings settings) => context.Response.WriteAsJsonAsync(
        settings, FaultsJson.Default.FaultSettings, cancellationToken: context.RequestAborted);
}
