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
        var failed = 0;
        var gone = new List<string>();
        await foreach (var id in connectionIds)
        {
            if (Gone.ContainsKey(id))
            {
                gone.Add(id);
            }
            else if (Failing.ContainsKey(id))
            {
                failed++;
            }
            else
            {
                delivered++;
                var post = $"{id}: {Encoding.UTF8.GetString(text).TrimEnd('\u001e')}";
                Posts.Enqueue(post);
                await OnPost(post);
            }
        }

        return new PostResult(delivered, gone, failed);
    }

    public Task CloseAsync(string connectionId, ILambdaLogger log, CancellationToken cancellationToken)
    {
        Closed.Enqueue(connectionId);
        return Task.CompletedTask;
    }
}
