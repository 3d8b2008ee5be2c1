namespace Chat.Functions.Broadcasting;

/// <summary>Posts to connections of one API's stage: one call, one attempt; every failure is an outcome.</summary>
internal interface IConnectionSender
{
    Task<SendOutcome> SendAsync(string connectionId, byte[] text, CancellationToken deadline);
}
