using System.Net;
using System.Text;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Target;

/// <summary>An answer of <c>@connections</c>.</summary>
internal sealed record ManagementAnswer(HttpStatusCode Status, string? ErrorType, string Body);

/// <summary>Calls <c>@connections</c> with the path exactly as a test writes it.</summary>
internal static class Management
{
    private static readonly HttpClient Http = new();

    public static Task<ManagementAnswer> PostAsync(string connectionId, string text) =>
        SendAsync(HttpMethod.Post, Path(connectionId), Encoding.UTF8.GetBytes(text));

    public static Task<ManagementAnswer> GetAsync(string connectionId) => SendAsync(HttpMethod.Get, Path(connectionId), []);

    public static Task<ManagementAnswer> DeleteAsync(string connectionId) => SendAsync(HttpMethod.Delete, Path(connectionId), []);

    /// <param name="path">Of the main API's host: <c>/main/@connections/AbCdFfGhIjMCKlM%3D</c>.</param>
    public static async Task<ManagementAnswer> SendAsync(HttpMethod method, string path, byte[] body, bool isSigned = true)
    {
        var deployment = await Deployment.GetAsync();
        var url = new Uri(
            deployment.Endpoint("main").GetLeftPart(UriPartial.Authority) + path,
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

    private static string Path(string connectionId) => $"/main/@connections/{Uri.EscapeDataString(connectionId)}";
}
