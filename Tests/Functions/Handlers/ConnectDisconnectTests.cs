using Chat.Functions.Handlers;
using Chat.Functions.Tests.Fakes;

namespace Chat.Functions.Tests.Handlers;

public class ConnectDisconnectTests
{
    private readonly FakeConnectionStore _store = new();
    private readonly RecordingLogger _log = new();

    [Fact]
    public async Task Connect_Connection_IsStoredAndAccepted()
    {
        Assert.Equal(200, await new Connect(_store, Clock.Start()).HandleAsync(Event("id="), _log, CancellationToken.None));
        Assert.Equal(["id="], _store.Added);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Connect_TableFails_IsRefusedAndLogged()
    {
        _store.WriteFailure = new IOException("no table");

        Assert.Equal(500, await new Connect(_store, Clock.Start()).HandleAsync(Event("id="), _log, CancellationToken.None));
        Assert.Equal(
            [
                "Error: connection id= refused: its row could not be written (IOException)",
                "Warning: connection id= was refused, but a row of it may be left until its expiry (IOException)",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task Connect_WriteMayHaveBeenMade_RowIsRemovedThoughTheTimeIsUp()
    {
        using var deadline = new CancellationTokenSource();
        _store.OnAdd = () =>
        {
            deadline.Cancel();
            throw new OperationCanceledException(deadline.Token);
        };

        Assert.Equal(500, await new Connect(_store, Clock.Start()).HandleAsync(Event("id="), _log, deadline.Token));

        Assert.Equal(["id="], _store.Added);
        Assert.Equal(["id="], _store.Removed);
    }

    [Fact]
    public async Task Disconnect_Connection_IsRemoved()
    {
        Assert.Equal(200, await new Disconnect(_store).HandleAsync(Event("id="), _log, CancellationToken.None));
        Assert.Equal(["id="], _store.Removed);
    }

    [Fact]
    public async Task Disconnect_TableFails_IsReportedAndLogged()
    {
        _store.WriteFailure = new IOException("no table");

        Assert.Equal(500, await new Disconnect(_store).HandleAsync(Event("id="), _log, CancellationToken.None));
        Assert.Equal(["Error: connection id= ended, but its row could not be removed (IOException)"], _log.Lines);
    }

    private static WebSocketEvent Event(string connectionId) => new(connectionId, "api.example.com", "demo", null);
}
