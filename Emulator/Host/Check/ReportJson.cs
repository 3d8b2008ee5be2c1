using System.Text.Json.Serialization;

namespace Chat.Emulator.Host.Check;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StackReport))]
[JsonSerializable(typeof(Unreadable))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>In a report's place, when there is nothing to report of.</summary>
internal sealed record Unreadable(string Error);
