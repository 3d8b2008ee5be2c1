using System.Collections.Immutable;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>What an authorizer said of a client: <c>requestContext.authorizer</c> in the events of its connection.</summary>
/// <param name="Entries">Its <c>context</c>, every value as text; without the names that the gateway writes itself.</param>
/// <param name="Latency">What asking took.</param>
internal sealed record AuthorizerContext(string PrincipalId, ImmutableArray<KeyValuePair<string, string>> Entries, TimeSpan Latency);
