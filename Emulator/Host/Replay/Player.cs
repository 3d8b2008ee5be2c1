using Chat.Emulator.Host.Replay.Comparison;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay;

/// <summary>
/// Does what the recorded clients did, in the same order. The recording is the script: what follows from it must have happened before the next thing is
/// done, as it had then, or its time must be up. So a replay keeps the order of causes without keeping the time.
/// </summary>
internal sealed class Player(RecordedFrames recorded, PlayedSession played, PlayerSettings settings, TimeProvider time) : IAsyncDisposable
{
    // API Gateway waits 29 s for an integration: whatever becomes of a message is known then.
    private static readonly TimeSpan IntegrationLimit = TimeSpan.FromSeconds(35);

    private readonly Dictionary<int, PlayedClient> _clients = [];
    private readonly HashSet<long> _notSent = [];
    private readonly List<SessionLine.FrameIn> _notHeard = [];
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly HashSet<int> _notBegun = [];
    private readonly long _start = time.GetTimestamp();

    /// <summary>The frames that nothing can come of: they couldn't be sent, or the gateway didn't hear them.</summary>
    public IReadOnlySet<long> NotSent => _notSent;

    /// <summary>Those of them that were sent.</summary>
    public IReadOnlyList<SessionLine.FrameIn> NotHeard => _notHeard;

    /// <summary>The placeholders that were sent as they are: nothing was heard in their places.</summary>
    public IReadOnlyCollection<string> Unknown => _unknown;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var line in recorded.Session.Lines)
        {
            if (settings.Speed is { } speed && (recorded.Session.At(line) / speed) - time.GetElapsedTime(_start) is { Ticks: > 0 } pause)
            {
                await Task.Delay(pause, time, cancellationToken);
            }

            if (line is SessionLine.Connect or SessionLine.FrameIn or SessionLine.Close { By: not Enders.Gateway })
            {
                foreach (var finished in recorded.FinishedBefore(line))
                {
                    await PlayAsync(finished, cancellationToken);
                }
            }

            await PlayAsync(line, cancellationToken);
        }

        await CalmDownAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    private Task PlayAsync(SessionLine line, CancellationToken cancellationToken) => line switch
    {
        SessionLine.Connect connect => ConnectAsync(connect, cancellationToken),
        SessionLine.FrameIn received => SendAsync(received, cancellationToken),
        SessionLine.Close close => CloseAsync(close, cancellationToken),
        SessionLine.Open open => WaitForHandshakeAsync(open.Connection, cancellationToken),
        SessionLine.Refuse refuse => WaitForHandshakeAsync(refuse.Connection, cancellationToken),
        SessionLine.Done done => played.WaitUntilAsync(() => IsOver(done.Of), LimitFrom(IntegrationLimit), cancellationToken),
        SessionLine.FrameOut { Of: not 0 } sent => WaitForAsync(sent, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task ConnectAsync(SessionLine.Connect connect, CancellationToken cancellationToken)
    {
        played.Expect(connect);
        var query = string.Join('&', connect.Query.Split('&').Where(IsWanted).Select(parameter => Replayed(parameter, Uri.EscapeDataString)));
        var url = new UriBuilder(settings.Address(connect)) { Query = query };
        var headers = connect.Headers.Where(header => IsWanted(header.Value))
            .Select(header => KeyValuePair.Create(header.Key, Replayed(header.Value)))
            .Where(header => header.Value.Length > 0);
        var client = _clients[connect.Connection] = new PlayedClient(url.Uri, headers);

        // The next handshake must not overtake it: which is which is told by their order alone.
        await Task.WhenAny(client.Opening, played.WaitUntilAsync(() => played.HasBegun(connect.Connection), LimitFrom(IntegrationLimit), cancellationToken));
        if (!played.HasBegun(connect.Connection))
        {
            // Throttled, say: what is no connection has no handshake to wait for.
            played.Forget();
            _notBegun.Add(connect.Connection);
        }
    }

    private async Task SendAsync(SessionLine.FrameIn received, CancellationToken cancellationToken)
    {
        if (_clients.GetValueOrDefault(received.Connection) is not { } client || !await client.Opening || played.Close(received.Connection) is not null)
        {
            _notSent.Add(received.N);
            return;
        }

        played.Expect(received);
        var isSent = await client.SendAsync(Replayed(received.Text), cancellationToken);
        if (isSent)
        {
            await played.WaitUntilAsync(
                () => played.HasArrived(received.N) || played.Close(received.Connection) is not null, LimitFrom(IntegrationLimit), cancellationToken);
        }

        if (played.HasArrived(received.N))
        {
            return;
        }

        played.Forget(received);
        _notSent.Add(received.N);
        if (isSent)
        {
            _notHeard.Add(received);
        }
    }

    // One whose secret is given empty is left out.
    private bool IsWanted(string text) => !Placeholders.NamesIn(text).Any(name => settings.Secrets.GetValueOrDefault(name) is "");

    private string Replayed(string text, Func<string, string>? encode = null)
    {
        var replayed = played.Replayed(text, settings.Secrets, encode);
        _unknown.UnionWith(Placeholders.Any().Matches(replayed).Select(match => match.Value).Where(text.Contains));
        return replayed;
    }

    private async Task CloseAsync(SessionLine.Close close, CancellationToken cancellationToken)
    {
        if (_clients.GetValueOrDefault(close.Connection) is not { } client || !await client.Opening)
        {
            return;
        }

        if (close.By != Enders.Gateway)
        {
            await client.CloseAsync(close.Code, close.Reason, cancellationToken);
        }
        else if (!SessionComparison.IsCompared(close))
        {
            // Idle for too long, say: nobody waits for that a second time.
            await client.CloseAsync(close.Code, "", cancellationToken);
        }
        else if (played.Close(close.Connection) is null)
        {
            await client.ProvokeAsync(close.Code, cancellationToken);
        }

        await played.WaitUntilAsync(() => played.Close(close.Connection) is not null, LimitFrom(settings.Wait), cancellationToken);
    }

    private async Task WaitForHandshakeAsync(int connection, CancellationToken cancellationToken)
    {
        if (_clients.GetValueOrDefault(connection) is { } client && !_notBegun.Contains(connection))
        {
            await played.WaitUntilAsync(() => played.Handshake(connection) is not null, LimitFrom(IntegrationLimit), cancellationToken);
            await client.Opening;
        }
    }

    private Task<bool> WaitForAsync(SessionLine.FrameOut sent, CancellationToken cancellationToken)
    {
        var place = recorded.PlaceOf(sent);
        var limit = LimitFrom(settings.Wait);
        var longest = LimitFrom(IntegrationLimit);
        return played.WaitUntilAsync(
            () => played.Count(sent.Connection, sent.Of) > place || (sent.Of is { } cause && _notSent.Contains(cause)),
            () => sent.Of is not { } of || !recorded.IsPrompt(sent) ? limit()
                : SinceOver(of) is { } over ? RecordedFrames.WritingTime - over
                : longest(),
            cancellationToken);
    }

    // Whatever was begun has its end, and what comes of it later than that, or unasked, has had its time.
    private async Task CalmDownAsync(CancellationToken cancellationToken)
    {
        var begun = recorded.Session.Lines.Where(line => line is SessionLine.FrameIn or SessionLine.Close && !_notSent.Contains(line.N)).Select(line => line.N).ToList();
        await played.WaitUntilAsync(() => begun.All(IsOver), LimitFrom(IntegrationLimit), cancellationToken);
        var silence = recorded.Session.Lines.OfType<SessionLine.FrameOut>().All(recorded.CameSoon) ? settings.Silence : settings.Wait;

        // A stack that posts by itself is never silent.
        var longest = LimitFrom(IntegrationLimit);
        await played.WaitUntilAsync(
            () => played.SinceLastHeard >= silence,
            () => TimeSpan.FromTicks(Math.Min((silence - played.SinceLastHeard).Ticks, longest().Ticks)),
            cancellationToken);
    }

    private bool IsOver(long n) => SinceOver(n) is not null;

    private TimeSpan? SinceOver(long n) => _notSent.Contains(n) ? TimeSpan.Zero : recorded.Find(n) switch
    {
        SessionLine.Connect connect => _notBegun.Contains(connect.Connection) ? TimeSpan.Zero : played.SinceHandshake(connect.Connection),

        // One that hasn't come about has had its time.
        SessionLine.Close close when played.Close(close.Connection) is null => TimeSpan.Zero,
        _ => played.SinceDone(n),
    };

    private Func<TimeSpan> LimitFrom(TimeSpan limit)
    {
        var start = time.GetTimestamp();
        return () => limit - time.GetElapsedTime(start);
    }
}

/// <param name="Address">Where a recorded connection leads.</param>
/// <param name="Speed">How many times as fast as it was recorded. Null: as fast as it goes.</param>
/// <param name="Wait">How long is waited for what may or may not come: see docs/replay.md.</param>
/// <param name="Secrets">By the names of their placeholders.</param>
internal sealed record PlayerSettings(
    Func<SessionLine.Connect, Uri> Address, double? Speed, TimeSpan Wait, IReadOnlyDictionary<string, string> Secrets)
{
    /// <summary>How long nothing must have happened at the end, so that what was never recorded is heard too.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMilliseconds(300);
}
