using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Chat.Emulator.LiveConsole;

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class NodeJson : JsonSerializerContext;
