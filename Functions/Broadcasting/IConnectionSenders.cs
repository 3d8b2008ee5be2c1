namespace Chat.Functions.Broadcasting;

/// <summary>Finds the sender for the API and stage that an event came through.</summary>
internal interface IConnectionSenders
{
    IConnectionSender For(string domainName, string stage);
}
