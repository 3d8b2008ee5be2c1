using Amazon.Lambda.Core;

namespace Chat.SignalR.Posting;

/// <summary>Posts texts to connections of one stage, and ends connections. It never throws: what went wrong is in its result.</summary>
public interface IConnectionPoster
{
    /// <summary>Posts one text to each connection, several at a time; a post that fails for a moment is to be repeated.</summary>
    /// <param name="connectionIds">To whom; read page by page while posts are on their way.</param>
    /// <param name="text">UTF-8, 128 KB at most. Not to be changed any more.</param>
    /// <param name="log">Where failures are told.</param>
    /// <param name="cancellationToken">Ends the attempt; who has got nothing by then counts as failed.</param>
    Task<PostResult> PostAsync(IAsyncEnumerable<string> connectionIds, byte[] text, ILambdaLogger log, CancellationToken cancellationToken);

    /// <summary>Ends a connection (<c>DELETE @connections</c>). One that is gone already is no error.</summary>
    Task CloseAsync(string connectionId, ILambdaLogger log, CancellationToken cancellationToken);
}
