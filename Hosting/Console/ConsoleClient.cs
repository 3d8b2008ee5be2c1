using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aspire.Hosting.ApplicationModel;
using Chat.Contracts.Console;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>The HTTP API of the emulator's console, as far as the dashboard's commands need it.</summary>
internal sealed class ConsoleClient(WebSocketApiEmulatorResource api, IServiceProvider services)
{
    public Task<ConsoleAnswer> SendToAllAsync(string text, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Post, ConsolePaths.Frames, text, cancellationToken);

    public Task<ConsoleAnswer> CloseAllAsync(CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Delete, ConsolePaths.Connections, null, cancellationToken);

    public Task<ConsoleAnswer> CloseAsync(string connectionId, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Delete, ConsolePaths.Connection(connectionId), null, cancellationToken);

    public Task<ConsoleAnswer> InvokeAsync(string functionName, string payload, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Post, ConsolePaths.InvocationsOf(functionName), payload, cancellationToken);

    public Task<ConsoleAnswer> ClearTableAsync(string tableName, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Post, ConsolePaths.Clear(tableName), null, cancellationToken);

    /// <param name="faults">As <c>--faults</c> takes them, <c>posts.throttled=5%,seed=42</c>. They take the place of those in force.</param>
    public Task<ConsoleAnswer> SetFaultsAsync(string faults, CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Put, ConsolePaths.Faults, faults, cancellationToken);

    public Task<ConsoleAnswer> EndFaultsAsync(CancellationToken cancellationToken) =>
        ChangeAsync(HttpMethod.Delete, ConsolePaths.Faults, null, cancellationToken);

    /// <summary>How many processes wait for a function's events, or handle one. Null when the emulator can't tell.</summary>
    public async Task<int?> CountEnvironmentsAsync(string functionName, CancellationToken cancellationToken) =>
        (await ReadAsync($"{ConsolePaths.Functions}?limit=0", ConsoleJson.Default.IReadOnlyListFunctionView, cancellationToken))?
            .FirstOrDefault(function => function.Name == functionName)?.Environments.Count;

    /// <summary>
    /// Yields whenever connections were opened or closed: at once, and then for each batch of them. Ends with the emulator. Nobody polls; the
    /// emulator pushes (Server-Sent Events).
    /// </summary>
    public async IAsyncEnumerable<bool> WatchConnectionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(
            HttpMethod.Get, $"{ConsolePaths.EventStream}?kinds={EventKinds.Connected},{EventKinds.Closed}", cancellationToken);
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
    public async Task<int?> CountConnectionsAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(ConsolePaths.State, ConsoleJson.Default.StateView, cancellationToken))?.Connections;

    private async Task<T?> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var request = await RequestAsync(HttpMethod.Get, path, cancellationToken);
        return await SendAsync(request, cancellationToken) is ConsoleAnswer.Done(var body) ? Parse(body, type) : null;
    }

    private async Task<ConsoleAnswer> ChangeAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(method, path, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await api.ConsoleToken.GetValueAsync(cancellationToken));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await SendAsync(request, cancellationToken);
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, CancellationToken cancellationToken) =>
        new(method, new Uri(await api.PrimaryEndpoint.GetValueAsync(cancellationToken) + path));

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

    private static string Message(string body) => Parse(body, ConsoleJson.Default.ErrorView)?.Message ?? body;

    private static T? Parse<T>(string body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
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
