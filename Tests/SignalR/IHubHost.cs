namespace Chat.SignalR.Tests;

/// <summary>Somewhere the sample hub runs.</summary>
internal interface IHubHost : IAsyncDisposable
{
    /// <summary>Where a client connects, by the names that it gives itself.</summary>
    Uri UrlFor(string name, string user);
}
