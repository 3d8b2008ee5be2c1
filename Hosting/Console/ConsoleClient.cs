using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>The HTTP API of the emulator's console, as far as the dashboard's commands need it. Every path of it stands here.</summary>
internal sealed class ConsoleClient(WebSocketApiEmulatorResource api, IServiceProvider services)
{
    /// <summary>What the emulator takes the token from: command lines can be read by other users of the machine.</summary>
    public const string TokenVariable = "EMULATOR_CONSOLE_TOKEN";

    private const string Root = "/_console/api";

    public Task<ConsoleAnswer> SendToAllAsync(string text, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Post, "connections/frames", text, cancellationToken);

    public Task<ConsoleAnswer> CloseAllAsync(CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Delete, "connections", null, cancellationToken);

    public Task<ConsoleAnswer> CloseAsync(string connectionId, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Delete, $"connections/{Uri.EscapeDataString(connectionId)}", null, cancellationToken);

    public Task<ConsoleAnswer> InvokeAsync(string functionName, string payload, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Post, $"functions/{Uri.EscapeDataString(functionName)}/invocations", payload, cancellationToken);

    public Task<ConsoleAnswer> ClearTableAsync(string tableName, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Post, $"tables/{Uri.EscapeDataString(tableName)}/clear", null, cancellationToken);

    /// <param name="faults">As <c>--faults</c> takes them, <c>posts.throttled=5%,seed=42</c>. They take the place of those in force.</param>
    public Task<ConsoleAnswer> SetFaultsAsync(string faults, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Put, "faults", faults, cancellationToken);

    public Task<ConsoleAnswer> EndFaultsAsync(CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Delete, "faults", null, cancellationToken);

    /// <summary>How many processes wait for a function's events, or handle one. Null when the emulator can't tell.</summary>
    public async Task<int?> CountEnvironmentsAsync(string functionName, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Get, "functions?limit=0", cancellationToken);
        return await SendAsync(request, cancellationToken) is ConsoleAnswer.Done(var body) && Parse(body) is { ValueKind: JsonValueKind.Array } functions
            ? functions.EnumerateArray()
                .Where(function => function.GetProperty("name").ValueEquals(functionName))
                .Select(function => (int?)function.GetProperty("environments").GetArrayLength())
                .FirstOrDefault()
            : null;
    }

    /// <summary>
    /// Yields whenever connections were opened or closed: at once, and then for each batch of them. Ends with the emulator. Nobody polls; the
    /// emulator pushes (Server-Sent Events).
    /// </summary>
    public async IAsyncEnumerable<bool> WatchConnectionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Get, "events/stream?kinds=connected,closed", cancellationToken);
        using var http = QuietHttp.Create(services.GetRequiredService<IHttpClientFactory>());
        http.Timeout = Timeout.InfiniteTimeSpan;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        yield return true;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                yield return true;
            }
        }
    }

    /// <summary>How many connections are open. Null when the emulator can't tell.</summary>
    public async Task<int?> CountConnectionsAsync(CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Get, "state", cancellationToken);
        return await SendAsync(request, cancellationToken) is ConsoleAnswer.Done(var body) && Number(body, "connections") is { } count ? count : null;
    }

    private async Task<ConsoleAnswer> ChangeAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(method, path, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await api.ConsoleToken.GetValueAsync(cancellationToken));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await SendAsync(request, cancellationToken);
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, CancellationToken cancellationToken) =>
        new(method, new Uri($"{await api.PrimaryEndpoint.GetValueAsync(cancellationToken)}{Root}/{path}"));

    private async Task<ConsoleAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var http = QuietHttp.Create(services.GetRequiredService<IHttpClientFactory>());
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? new ConsoleAnswer.Done(body)
                : new ConsoleAnswer.Refused(string.Create(CultureInfo.InvariantCulture, $"The emulator answered {(int)response.StatusCode}: {Message(body)}"));
        }
        catch (HttpRequestException e)
        {
            return new ConsoleAnswer.Refused($"The emulator can't be reached: {e.Message}");
        }
    }

    private static string Message(string body) =>
        Parse(body) is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("message", out var message) ? message.ToString() : body;

    private static int? Number(string body, string name) =>
        Parse(body) is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) && value.TryGetInt32(out var number)
            ? number
            : null;

    private static JsonElement? Parse(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What became of a request to the console: a closed set.</summary>
internal abstract record ConsoleAnswer
{
    private ConsoleAnswer()
    {
    }

    /// <param name="Body">JSON, such as <c>{"sent":2,"refused":0}</c>.</param>
    public sealed record Done(string Body) : ConsoleAnswer;

    /// <param name="Reason">For a person.</param>
    public sealed record Refused(string Reason) : ConsoleAnswer;
}
