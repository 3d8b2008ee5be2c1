using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using Chat.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>The environment of a function that runs as a resource, as the emulator would give it to a process it starts.</summary>
internal static partial class FunctionEnvironment
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Asks the emulator, for only that knows: the template's variables, the tables' address, the function's credentials, its Runtime API.
    /// The orchestrator calls this when the emulator is healthy, which the function waits for, and again when the function restarts.
    /// </summary>
    public static async Task AddAsync(EnvironmentCallbackContext context, WebSocketApiEmulatorResource api, string functionName)
    {
        if (context.ExecutionContext.IsPublishMode)
        {
            return;
        }

        var variables = await ReadAsync(context, api, functionName);
        var isInvokedElsewhere = api.Annotations.OfType<WebSocketApiFunctionAnnotation>()
            .Any(function => function.FunctionName == functionName && function.InvokeEndpoint is not null);
        foreach (var (name, value) in variables.Where(variable => !isInvokedElsewhere || !IsOfTheRuntime(variable.Key)))
        {
            context.EnvironmentVariables[name] = value;
        }
    }

    // The orchestrator hears of a stopped emulator a moment late: a function started by hand in that moment doesn't wait for the emulator, finds
    // nobody, and would fail to start for good.
    private static async Task<Dictionary<string, string>> ReadAsync(EnvironmentCallbackContext context, WebSocketApiEmulatorResource api, string functionName)
    {
        var services = context.ExecutionContext.Services;
        var address = new Uri(await api.PrimaryEndpoint.GetValueAsync(context.CancellationToken) + EmulatorPaths.EnvironmentOf(functionName));
        using var http = QuietHttp.Create(services.GetRequiredService<IHttpClientFactory>());
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return (await http.GetFromJsonAsync<Dictionary<string, string>>(address, context.CancellationToken))!;
            }
            catch (HttpRequestException e) when (e.StatusCode is null)
            {
                if (isFirst)
                {
                    LogWait(context.Logger, api.Name, e.Message);
                }
            }

            await Task.Delay(Pause, TimeProvider.System, context.CancellationToken);
            await services.GetRequiredService<ResourceNotificationService>().WaitForResourceAsync(
                api.Name, change => change.Snapshot.HealthStatus == HealthStatus.Healthy, context.CancellationToken);
        }
    }

    [LoggerMessage(810, LogLevel.Information, "Waiting for {Api}, which doesn't answer just now. {Reason}.")]
    private static partial void LogWait(ILogger logger, string api, string reason);

    // AWS's Lambda emulator has set these: its Runtime API is where that function gets its events.
    private static bool IsOfTheRuntime(string name) =>
        name == "_HANDLER" || (name.StartsWith("AWS_LAMBDA_", StringComparison.Ordinal) && !name.StartsWith("AWS_LAMBDA_FUNCTION_MEMORY", StringComparison.Ordinal));
}
