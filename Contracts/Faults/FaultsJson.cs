using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Contracts.Faults;

/// <summary>Faults as the console takes and gives them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(FaultSettings))]
public sealed partial class FaultsJson : JsonSerializerContext;
