using System.Collections.Concurrent;
using System.Text;
using Chat.Functions.Broadcasting;

namespace Chat.Functions.Tests.Fakes;

/// <summary>Records every post and answers as the test says; without a word from it, each is delivered.</summary>
internal sealed class FakeSender : IConnectionSender, IConnectionSenders
{
    private readonly ConcurrentDictionary<string, Queue<SendOutcome>> _scripts = new();

    public ConcurrentQueue<(string ConnectionId, string Text)> Posts { get; } = new();

    public (string DomainName, string Stage) AskedFor { get; private set; }

    public Func<string, CancellationToken, Task<SendOutcome>>? OnSend { get; set; }

    /// <summary>The outcomes of this connection's posts, in order; the last one stays.</summary>
    public void Answer(string connectionId, params SendOutcome[] outcomes) => _scripts[connectionId] = new Queue<SendOutcome>(outcomes);

    public IConnectionSender For(string domainName, string stage)
    {
        AskedFor = (domainName, stage);
        return this;
    }

    public Task<SendOutcome> SendAsync(string connectionId, byte[] text, CancellationToken deadline)
    {
        Posts.Enqueue((connectionId, Encoding.UTF8.GetString(text)));
        if (OnSend is not null)
        {
            return OnSend(connectionId, deadline);
        }

        SendOutcome outcome = SendOutcome.Delivered.Instance;
        if (_scripts.TryGetValue(connectionId, out var script))
        {
            lock (script)
            {
                outcome = script.Count > 1 ? script.Dequeue() : script.Peek();
            }
        }

        return Task.FromResult(outcome);
    }
}
