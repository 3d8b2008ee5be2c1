using System.Text.Json.Serialization;

namespace Chat.Contracts.CommandLine;

/// <summary>What <c>describe [STACK]</c> writes: what somebody needs to know before the emulator runs.</summary>
/// <param name="AccountId">The account that the stack runs in.</param>
/// <param name="TableServer">The folder with the tables' server, <c>start.mjs</c>. Null: it isn't installed.</param>
/// <param name="Stack">Null: no stack was named.</param>
public sealed record EmulatorDescription(string AccountId, string? TableServer, StackDescription? Stack);

/// <summary>What of a stack runs, by name.</summary>
/// <param name="Stages">Those of all its WebSocket APIs.</param>
public sealed record StackDescription(IReadOnlyList<string> Stages, IReadOnlyList<string> Functions, IReadOnlyList<string> Tables);

/// <summary>The description as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EmulatorDescription))]
public sealed partial class DescriptionJson : JsonSerializerContext;
