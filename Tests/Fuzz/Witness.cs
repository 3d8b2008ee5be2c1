using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace Chat.Fuzz.Tests;

/// <summary>Somebody else's connection, which goes on all the while: it must get its own answers and nothing else.</summary>
internal sealed class Witness : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _turn = new(1);

    private Witness()
    {
    }

    public int Answers { get; private set; }

    public static async Task<Witness> ConnectAsync(Uri stage, CancellationToken cancellationToken)
    {
        var witness = new Witness();
        await witness._socket.ConnectAsync(stage, cancellationToken);
        return witness;
    }

    public async Task AskAsync(Action<string> fail, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(AnswerLimit);
            var question = string.Create(CultureInfo.InvariantCulture, $"{{\"witness\":{Answers}}}");
            await _socket.SendAsync(Encoding.UTF8.GetBytes(question), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            var buffer = new byte[1024];
            var answer = await _socket.ReceiveAsync(buffer, limit.Token);
            var text = Encoding.UTF8.GetString(buffer, 0, answer.Count);
            if (text != question)
            {
                fail($"the connection beside the inputs sent {question} and got {text}");
            }

            Answers++;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            fail($"the connection beside the inputs is not answered: {e.Message}");
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }
}
