using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>
/// A tables' server without a data folder comes back empty: without the tables, and without the rows of those who are connected. So the API,
/// which makes the tables at its start, is started again, and its clients connect anew. With a data folder all is as it was.
/// </summary>
internal static class TablesAnew
{
    public static Task StartApiAgainAsync(WebSocketApiEmulatorResource api, ResourceReadyEvent ready, CancellationToken cancellationToken)
    {
        // At the first start the API waits for the tables, and needs nothing.
        if (!api.HasAnnotationOfType<WebSocketApiDataFolderAnnotation>())
        {
            StartAgain.Request(api, $"the tables of {ready.Resource.Name} are gone", ready.Services, cancellationToken);
        }

        return Task.CompletedTask;
    }
}
