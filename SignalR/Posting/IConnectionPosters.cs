namespace Chat.SignalR.Posting;

/// <summary>Finds the poster for the API and stage that an event came through.</summary>
public interface IConnectionPosters
{
    /// <summary>The poster of a stage: <c>https://{domainName}/{stage}</c>, unless an AWS endpoint is configured.</summary>
    IConnectionPoster For(string domainName, string stage);
}
