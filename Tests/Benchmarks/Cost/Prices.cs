using System.Text.Json;
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
    public static Prices Known
    {
        get
        {
            using var stream = typeof(Prices).Assembly.GetManifestResourceStream("prices.json")!;
            return Read(stream, "prices.json");
        }
    }

    /// <exception cref="InvalidDataException">A price is missing, or it is no such file.</exception>
    public static Prices Read(Stream stream, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(stream, CostJson.Default.Prices) ?? throw new InvalidDataException($"{name} has no prices.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} can't be read: {e.Message}", e);
        }
    }
}

[JsonSerializable(typeof(Prices))]
[JsonSerializable(typeof(Quotas))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
internal sealed partial class CostJson : JsonSerializerContext;
