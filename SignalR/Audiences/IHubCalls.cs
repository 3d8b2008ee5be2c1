namespace Chat.SignalR.Audiences;

/// <summary>Carries a call to an audience.</summary>
internal interface IHubCalls
{
    Task CallAsync(Audience audience, string method, object?[] arguments, CancellationToken cancellationToken);
}
