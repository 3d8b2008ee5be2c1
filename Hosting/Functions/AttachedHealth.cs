using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A function that runs as a resource is healthy when it waits for events: a message that comes before would have to wait for it.</summary>
internal static class AttachedHealth
{
    public static IResourceBuilder<T> WithAttachedHealth<T>(this IResourceBuilder<T> function, WebSocketApiEmulatorResource api, string functionName)
        where T : IResource => PatientHealthCheck.Add(function, $"{function.Resource.Name}_{api.Name}_{functionName}_attached", services =>
        {
            var console = new ConsoleClient(api, services);
            return async token => await console.CountEnvironmentsAsync(functionName, token) switch
            {
                null => $"The emulator of {api.Name} doesn't answer.",
                0 => $"The process hasn't asked the emulator of {api.Name} for events yet.",
                _ => null,
            };
        });
}
