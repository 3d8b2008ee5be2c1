namespace Chat.Benchmarks.Scenarios;

/// <summary>What <c>load</c> was asked for.</summary>
/// <param name="Limit">The time at most; for idle connections, how long.</param>
/// <param name="Size">Bytes of a message's text.</param>
/// <param name="Concurrency">Handshakes at a time.</param>
internal sealed record LoadOptions(
    string Scenario, int Clients, int Senders, int Messages, TimeSpan Limit, int Size, int Concurrency, string Action, Uri? Table);
