using System.Globalization;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>An HTTP client of this integration's own, that writes nothing into the AppHost's log: four lines a request help nobody.</summary>
internal static class QuietHttp
{
    private const string ClientName = "Chat.Hosting";

    public static void Register(IServiceCollection services) => services.AddHttpClient(ClientName).RemoveAllLoggers();

    public static HttpClient Create(IHttpClientFactory factory) => factory.CreateClient(ClientName);

    /// <summary>Asks once. Null: it answered 200; else why not.</summary>
    public static async Task<string?> WhyNotAsync(IHttpClientFactory factory, EndpointReference endpoint, string path, CancellationToken cancellationToken)
    {
        if (!endpoint.IsAllocated)
        {
            return $"The port of {endpoint.Resource.Name} isn't known yet.";
        }

        using var http = Create(factory);
        try
        {
            using var response = await http.GetAsync(new Uri($"{endpoint.Url}{path}"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{endpoint.Url}{path} answers {(int)response.StatusCode}.");
        }
        catch (HttpRequestException e)
        {
            return $"{endpoint.Url} can't be reached: {e.Message}";
        }
    }
}
