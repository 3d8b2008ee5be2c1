using System.Text.Json.Serialization;

namespace Chat.Benchmarks.Report;

/// <summary>Results as JSON. A figure that there is none of is <c>"NaN"</c>.</summary>
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSerializable(typeof(Results))]
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed partial class ReportJson : JsonSerializerContext;
