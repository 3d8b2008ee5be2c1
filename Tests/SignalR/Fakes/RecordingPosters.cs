using System.Collections.Concurrent;
using System.Text;
using Amazon.Lambda.Core;
using Chat.SignalR.Posting;

namespace Chat.SignalR.Tests.Fakes;

/// <summary>Keeps each post as <c>connection: text</c>, record separators as line ends; connections may be gone, or out of reach.</summary>
internal sealed class RecordingPosters : IConnectionPosters, IConnectionPoster
{
    public ConcurrentQueue<string> Posts { get; } = new();

    public ConcurrentQueue<string> Closed { get; } = new();

    public ConcurrentDictionary<string, bool> Gone { get; } = new();

    public ConcurrentDictionary<string, bool> Failing { get; } = new();

    public Func<string, Task> OnPost { get; set; } = _ => Task.CompletedTask;

    public IConnectionPoster For(string domainName, string stage) => this;

    public async Task<PostResult> PostAsync(IAsyncEnumerable<string> connectionIds, byte[] text, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var delivered = 0;
        var failed = new List<string>();
        var everyoneListed = true;
        var gone = new List<string>();
        try
        {
            await foreach (var id in connectionIds)
            {
                if (Gone.ContainsKey(id))
                {
                    gone.Add(id);
                }
                else if (Failing.ContainsKey(id))
                {
                    failed.Add(id);
                }
                else
                {
                    delivered++;
                    var post = $"{id}: {Encoding.UTF8.GetString(text).TrimEnd('\u001e')}";
                    Posts.Enqueue(post);
                    await OnPost(post);
                }
            }
        }
        catch (TimeoutException)
        {
            everyoneListed = false;
        }

        return new PostResult(delivered, gone, failed.Count) { Undelivered = failed, EveryoneListed = everyoneListed };
    }

    public Task CloseAsync(string connectionId, ILambdaLogger log, CancellationToken cancellationToken)
    {
        Closed.Enqueue(connectionId);
        return Task.CompletedTask;
    }
}
