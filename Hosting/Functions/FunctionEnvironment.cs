using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using Chat.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>The environment of a function that runs as a resource, as the emulator would give it to a process it starts.</summary>
internal static class FunctionEnvironment
{
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

        var emulator = await api.PrimaryEndpoint.GetValueAsync(context.CancellationToken);
        using var http = QuietHttp.Create(context.ExecutionContext.Services.GetRequiredService<IHttpClientFactory>());
        var variables = await http.GetFromJsonAsync<Dictionary<string, string>>(
            new Uri(emulator + EmulatorPaths.EnvironmentOf(functionName)), context.CancellationToken);
        var isInvokedElsewhere = api.Annotations.OfType<WebSocketApiFunctionAnnotation>()
            .Any(function => function.FunctionName == functionName && function.InvokeEndpoint is not null);
        foreach (var (name, value) in variables!.Where(variable => !isInvokedElsewhere || !IsOfTheRuntime(variable.Key)))
        {
            context.EnvironmentVariables[name] = value;
        }
    }

    // AWS's Lambda emulator has set these: its Runtime API is where that function gets its events.
    private static bool IsOfTheRuntime(string name) =>
        name == "_HANDLER" || (name.StartsWith("AWS_LAMBDA_", StringComparison.Ordinal) && !name.StartsWith("AWS_LAMBDA_FUNCTION_MEMORY", StringComparison.Ordinal));
}
