using System.Globalization;
using System.Text.Json.Serialization;

namespace Chat.Contracts.Faults;

/// <summary>
/// What goes wrong on purpose. As JSON in milliseconds and shares, <c>{"seed":42,"postsLatencyMs":10,"postsThrottled":0.05}</c>; what is
/// left out is off. As text, <c>posts.latency=10ms,posts.throttled=5%,seed=42</c>: see <see cref="FaultText"/>.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FaultSettings
{
    /// <summary>Nothing goes wrong.</summary>
    public static readonly FaultSettings None = new();

    /// <summary>Longest latency, in milliseconds: one minute.</summary>
    public const double MaxLatencyMs = 60_000;

    /// <summary>What the shares are drawn from: the same seed strikes the same of the requests, counted by fault. Null takes one and tells it.</summary>
    public int? Seed { get; init; }

    /// <summary>Every post to <c>@connections</c> takes that much longer, 0 to 60,000 ms.</summary>
    public double PostsLatencyMs { get; init; }

    /// <summary>Share of posts, 0 to 1, that are answered with AWS's 429 <c>LimitExceededException</c>.</summary>
    public double PostsThrottled { get; init; }

    /// <summary>Share of posts, 0 to 1, that are answered with a 500.</summary>
    public double PostsFailed { get; init; }

    /// <summary>
    /// Share of posts, 0 to 1, that are held back for up to 100 ms, delivery and answer alike, so that others overtake them. Who awaits one
    /// post before the next keeps the order, as on AWS.
    /// </summary>
    public double PostsReordered { get; init; }

    /// <summary>
    /// Share of delivered posts, 0 to 1, whose poster never hears of it: its connection is cut instead of an answer. Who repeats the post
    /// makes a duplicate.
    /// </summary>
    public double PostsAnswerLost { get; init; }

    /// <summary>Share of clients' messages, 0 to 1, that are held back for up to 100 ms, so that later ones of the client overtake them.</summary>
    public double MessagesReordered { get; init; }

    /// <summary>Share of closed connections, 0 to 1, whose <c>$disconnect</c> is never sent: AWS promises best effort and no more.</summary>
    public double DisconnectLost { get; init; }

    /// <summary>Every invocation by the gateway takes that much longer, 0 to 60,000 ms; beyond the integration's timeout it times out.</summary>
    public double InvocationsLatencyMs { get; init; }

    /// <summary>Share of invocations, 0 to 1, that end as if the function had thrown. It is not called.</summary>
    public double InvocationsFailed { get; init; }

    /// <summary>Share of invocations, 0 to 1, that are never answered, so that the integration's timeout runs out. The function is not called.</summary>
    public double InvocationsTimedOut { get; init; }

    /// <summary>Every handshake takes that much longer, 0 to 60,000 ms.</summary>
    public double HandshakeLatencyMs { get; init; }

    /// <summary>True when anything goes wrong; a seed alone does nothing.</summary>
    [JsonIgnore]
    public bool IsAny => this with { Seed = null } != None;

    /// <summary>What is out of range, in words; null when nothing is.</summary>
    public string? FindError()
    {
        foreach (var fault in FaultText.Faults)
        {
            var value = fault.Get(this);
            var most = fault.IsShare ? 1 : MaxLatencyMs;
            if (!(value >= 0 && value <= most))
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"{fault.Name} is {value}, and takes {(fault.IsShare ? "0 to 1 (0% to 100%)" : "0 to 60000 ms")}.");
            }
        }

        return null;
    }

    /// <inheritdoc cref="FaultText.Of"/>
    public override string ToString() => FaultText.Of(this);
}
