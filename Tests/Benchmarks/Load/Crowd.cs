using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Chat.Benchmarks.Load;

/// <summary>Clients of one endpoint, connected in one process.</summary>
internal sealed class Crowd(Func<int, Uri> urlOf) : IDisposable
{
    // Linux gives an address some 28,000 ports of its own to one destination; well below that, another 127.0.0.x is taken.
    private const int MembersPerAddress = 20_000;
    private const int Attempts = 200;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    private readonly List<Member> _members = [];
    private volatile IReceiver? _receiver;

    /// <summary>All of them at one address.</summary>
    public Crowd(Uri url)
        : this(_ => url)
    {
    }

    public int Count => _members.Count;

    /// <summary>Who gets what the members get from now on.</summary>
    public IReceiver? Receiver { set => _receiver = value; }

    public Member this[int index] => _members[index];

    /// <summary>Adds members, several at a time, and says how long it took. Refused by a throttle, they try again.</summary>
    public async Task<TimeSpan> ConnectAsync(int count, int concurrency, CancellationToken cancellationToken)
    {
        var first = _members.Count;
        var added = new Member?[count];
        var started = Stopwatch.GetTimestamp();
        try
        {
            await Parallel.ForAsync(
                0,
                count,
                new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
                async (i, token) => added[i] = await ConnectAsync(first + i, token));
            return Stopwatch.GetElapsedTime(started);
        }
        finally
        {
            _members.AddRange(added.OfType<Member>());
        }
    }

    /// <summary>All leave at once, with a Close each; waits until every connection has ended.</summary>
    /// <returns>When the first of them left.</returns>
    public async Task<long> LeaveAsync(CancellationToken cancellationToken)
    {
        _receiver = null;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_members.Select(async member =>
        {
            try
            {
                await member.SendCloseAsync(cancellationToken);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Closed by the server already.
            }
        }));
        await Task.WhenAll(_members.Select(member => member.Ended)).WaitAsync(EndLimit, cancellationToken);
        Dispose();
        return started;
    }

    public void Dispose()
    {
        foreach (var member in _members)
        {
            member.Dispose();
        }

        _members.Clear();
    }

    private async Task<Member> ConnectAsync(int number, CancellationToken cancellationToken)
    {
        var source = number < MembersPerAddress ? null : new IPAddress([127, 0, 0, (byte)(1 + (number / MembersPerAddress))]);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Member.ConnectAsync(urlOf(number), number, () => _receiver, source, cancellationToken);
            }
            catch (HandshakeRefusedException e) when (e.IsTransient && attempt < Attempts)
            {
                await Task.Delay(BetweenAttempts, TimeProvider.System, cancellationToken);
            }
        }
    }
}
