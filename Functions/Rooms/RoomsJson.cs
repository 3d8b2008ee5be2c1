using System.Text.Json.Serialization;

namespace Chat.Functions.Rooms;

/// <summary>What travels between the hub and its clients.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Position))]
[JsonSerializable(typeof(RoomMessage))]
[JsonSerializable(typeof(Joined))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(HistoryPage))]
[JsonSerializable(typeof(Presence))]
internal sealed partial class RoomsJson : JsonSerializerContext;
