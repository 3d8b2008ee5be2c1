using System.Net;
using System.Text;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Target;

/// <summary>An answer of <c>@connections</c>.</summary>
internal sealed record ManagementAnswer(HttpStatusCode Status, string? ErrorType, string Body)
{
    /// <summary>For statements that aren't about which 2xx it is.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Status and error, for a comparison that reads well when it fails: <c>410 GoneException</c>.</summary>
    public string Outcome => ErrorType is null ? $"{(int)Status}" : $"{(int)Status} {ErrorType}";

    /// <inheritdoc />
    public override string ToString() => Body.Length == 0 ? $"{Outcome} without a body" : $"{Outcome} {Body}";
}

/// <summary>Calls <c>@connections</c> with the path exactly as a test writes it.</summary>
internal static class Management
{
    private static readonly HttpClient Http = new();

    public static async Task<ManagementAnswer> PostAsync(string connectionId, string text, bool isSigned = true) =>
        await SendAsync(HttpMethod.Post, await PathAsync(connectionId), Encoding.UTF8.GetBytes(text), isSigned);

    public static async Task<ManagementAnswer> GetAsync(string connectionId) => await SendAsync(HttpMethod.Get, await PathAsync(connectionId), []);

    public static async Task<ManagementAnswer> DeleteAsync(string connectionId) => await SendAsync(HttpMethod.Delete, await PathAsync(connectionId), []);

    /// <summary>What stands before <c>/@connections</c> for the main API: <c>/main</c>, and nothing where the target has no stages.</summary>
    public static async Task<string> StagePathAsync() => (await Deployment.GetAsync())["main"].Connections.AbsolutePath.TrimEnd('/');

    /// <param name="path">Of the main API's host: <c>/main/@connections/AbCdFfGhIjMCKlM%3D</c>.</param>
    public static async Task<ManagementAnswer> SendAsync(HttpMethod method, string path, byte[] body, bool isSigned = true)
    {
        var deployment = await Deployment.GetAsync();
        var url = new Uri(
            deployment["main"].Connections.GetLeftPart(UriPartial.Authority) + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(body);
        }

        if (isSigned)
        {
            await Signature.AddAsync(request, body, deployment);
        }

        using var response = await Http.SendAsync(request).Soon();
        return new ManagementAnswer(
            response.StatusCode,
            response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.Single() : null,
            await response.Content.ReadAsStringAsync().Soon());
    }

    private static async Task<string> PathAsync(string connectionId) => $"{await StagePathAsync()}/@connections/{Uri.EscapeDataString(connectionId)}";
}
