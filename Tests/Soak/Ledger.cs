namespace Chat.Soak.Tests;

/// <summary>
/// Who was there when which message was sent, and who got it. A message has to reach, once, everybody who was connected when it was sent and
/// stayed. Its function may be killed, or find no table: then its sender must get an error frame, one for each such message.
/// </summary>
internal sealed class Ledger(TimeProvider time)
{
    // Who leaves earlier than that after a message was sent may miss it: a function that was stopped takes its time.
    private static readonly TimeSpan InFlight = TimeSpan.FromSeconds(30);

    private const int MaxDetails = 30;

    private readonly Lock _gate = new();
    private readonly HashSet<Member> _present = [];
    private readonly Dictionary<string, Message> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Member> _connectionIds = new(StringComparer.Ordinal);
    private readonly Dictionary<Member, int> _errors = [];
    private readonly List<string> _details = [];
    private int _delivered;
    private int _doubled;
    private int _misdelivered;
    private int _stuck;
    private int _gatewayErrors;
    private int _functionErrors;

    public void Joined(Member member)
    {
        lock (_gate)
        {
            _present.Add(member);
        }
    }

    /// <summary>From now on it need not get anything, and what was sent just now it may miss.</summary>
    public void Leaving(Member member)
    {
        lock (_gate)
        {
            _present.Remove(member);
            foreach (var message in _messages.Values.Where(message => time.GetElapsedTime(message.SentAt) < InFlight))
            {
                message.Missing.Remove(member);
            }
        }
    }

    public void Sending(Member sender, string text)
    {
        lock (_gate)
        {
            _messages.Add(text, new Message(sender, time.GetTimestamp(), [.. _present]));
        }
    }

    public void Received(Member member, string text)
    {
        lock (_gate)
        {
            if (!_messages.TryGetValue(text, out var message))
            {
                _misdelivered++;
                Tell($"{member} got what nobody sent: {text}");
            }
            else if (!message.Got.Add(member))
            {
                _doubled++;
                Tell($"{member} got {text} twice");
            }
            else
            {
                _delivered++;
                message.Missing.Remove(member);
            }
        }
    }

    /// <param name="connectionId">Null when it is the function's own frame.</param>
    public void Error(Member member, string? connectionId)
    {
        lock (_gate)
        {
            _errors[member] = _errors.GetValueOrDefault(member) + 1;
            _ = connectionId is null ? _functionErrors++ : _gatewayErrors++;
            if (connectionId is not null && _connectionIds.TryGetValue(connectionId, out var other) && other != member)
            {
                _misdelivered++;
                Tell($"{member} got an error frame of {other}");
            }
            else if (connectionId is not null)
            {
                _connectionIds[connectionId] = member;
            }
        }
    }

    public void Stuck(string what)
    {
        lock (_gate)
        {
            _stuck++;
            Tell(what);
        }
    }

    /// <summary>Whether nobody who is still there misses a message, but for those of which their senders know.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_gate)
            {
                return Incomplete().All(sender => sender.Count() <= _errors.GetValueOrDefault(sender.Key));
            }
        }
    }

    public LedgerTally Close()
    {
        lock (_gate)
        {
            var (lost, excused) = (0, 0);
            foreach (var sender in Incomplete())
            {
                var told = Math.Min(sender.Count(), _errors.GetValueOrDefault(sender.Key));
                excused += told;
                lost += sender.Count() - told;
                if (sender.Count() > told)
                {
                    Tell($"{sender.Key} was told of {told} failures, and these did not reach everybody: "
                        + string.Join(", ", sender.Select(message => $"{message.Key} (missing {string.Join(' ', message.Value.Missing)})")));
                }
            }

            return new LedgerTally(_messages.Count, _delivered, lost, _doubled, _misdelivered, _stuck, excused, _gatewayErrors, _functionErrors, [.. _details]);
        }
    }

    private IEnumerable<IGrouping<Member, KeyValuePair<string, Message>>> Incomplete() =>
        _messages.Where(message => message.Value.Missing.Count > 0).GroupBy(message => message.Value.Sender);

    private void Tell(string detail)
    {
        if (_details.Count < MaxDetails)
        {
            _details.Add(detail);
        }
    }

    private sealed record Message(Member Sender, long SentAt, HashSet<Member> Missing)
    {
        public HashSet<Member> Got { get; } = [];
    }
}

/// <summary>What became of all messages.</summary>
/// <param name="Lost">Messages that not everybody got, and of which their senders were not told.</param>
/// <param name="Excused">Messages that not everybody got, and their senders know.</param>
internal sealed record LedgerTally(
    int Sent,
    int Delivered,
    int Lost,
    int Doubled,
    int Misdelivered,
    int Stuck,
    int Excused,
    int GatewayErrors,
    int FunctionErrors,
    IReadOnlyList<string> Details);
