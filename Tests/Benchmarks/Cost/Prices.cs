using System.Text.Json.Serialization;

namespace Chat.Benchmarks.Cost;

/// <summary>Public prices of one region, in <see cref="Currency"/>; <c>Cost/prices.json</c> has those of us-east-1. No free tier, no savings plan.</summary>
/// <param name="LookedUpOn">The day on which the sources said so.</param>
internal sealed record Prices(
    string Region,
    string LookedUpOn,
    string Currency,
    IReadOnlyList<string> Sources,
    double WebSocketPerMillionMessages,
    double WebSocketPerMillionMessagesBeyondFirstBillion,
    double WebSocketPerMillionConnectionMinutes,
    double LambdaPerMillionRequests,
    double LambdaPerGbSecond,
    double DynamoDbPerMillionWriteUnits,
    double DynamoDbPerMillionReadUnits)
{
    /// <summary>Those that came with the program.</summary>
    public static Prices Known => CostFile.OfProgram("prices.json", CostJson.Default.Prices);

    /// <exception cref="InvalidDataException">A price is missing, or it is no such file.</exception>
    public static Prices Read(Stream stream, string name) => CostFile.Read(stream, name, CostJson.Default.Prices);
}

[JsonSerializable(typeof(Prices))]
[JsonSerializable(typeof(Quotas))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
internal sealed partial class CostJson : JsonSerializerContext;
