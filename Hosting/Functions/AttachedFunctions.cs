using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>
/// Functions that are resources of their own poll the emulator, and have its environment: where the emulator has been restarted they are of
/// the one before, and most have ended with it. So when it is ready again they are started again.
/// </summary>
internal static class AttachedFunctions
{
    public static Task StartAgainAsync(WebSocketApiEmulatorResource api, ResourceReadyEvent ready, CancellationToken cancellationToken)
    {
        // At the first start every function waits for the API, and needs nothing.
        foreach (var function in api.Annotations.OfType<WebSocketApiFunctionAnnotation>().Select(annotation => annotation.Function).Distinct())
        {
            StartAgain.Request(function, $"{api.Name} has been started again", ready.Services, cancellationToken);
        }

        return Task.CompletedTask;
    }
}
