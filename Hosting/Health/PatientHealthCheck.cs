using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>
/// A health check that waits for what is merely early. Aspire asks as soon as a process exists, which is long before it listens, and asks
/// again a second later, then two, then three: a start would take seconds longer, and each question in vain would be an error in the log.
/// </summary>
/// <param name="whyNot">Null: healthy. Else why not, for a person.</param>
internal sealed class PatientHealthCheck(Func<CancellationToken, Task<string?>> whyNot, TimeProvider time) : IHealthCheck
{
    /// <summary>How long a question waits for a good answer. It keeps nobody else waiting: each resource is asked by itself.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var begin = time.GetTimestamp();
        while (await whyNot(cancellationToken) is { } reason)
        {
            if (time.GetElapsedTime(begin) >= Patience)
            {
                return HealthCheckResult.Unhealthy(reason);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return HealthCheckResult.Healthy();
    }

    /// <summary>Healthy when the endpoint answers a GET with 200.</summary>
    public static IResourceBuilder<T> AddHttp<T>(IResourceBuilder<T> builder, EndpointReference endpoint, string path)
        where T : IResource => Add(builder, $"{builder.Resource.Name}_{endpoint.EndpointName}_{path}", services =>
        {
            var http = services.GetRequiredService<IHttpClientFactory>();
            return token => QuietHttp.WhyNotAsync(http, endpoint, path, token);
        });

    public static IResourceBuilder<T> Add<T>(IResourceBuilder<T> builder, string key, Func<IServiceProvider, Func<CancellationToken, Task<string?>>> whyNot)
        where T : IResource
    {
        QuietHttp.Register(builder.ApplicationBuilder.Services);
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => new PatientHealthCheck(whyNot(services), TimeProvider.System), failureStatus: null, tags: null));
        return builder.WithHealthCheck(key);
    }
}
