using System.Text.Json.Serialization;
using Chat.Emulator.Gateway;

namespace Chat.Emulator.Host.Terminal.Messages;

/// <summary>What <c>--json</c> writes: an object a line, told apart by its <c>type</c>.</summary>
internal static class OutputLine
{
    public static ReadyOutput Of(RunningStage stage) =>
        new("ready", stage.Api.Name, stage.Stage.Name, stage.WebSocketUrl.ToString(), stage.CallbackUrl.ToString());

    public static MessageOutput Of(MessageSummary message) => new(
        "message", message.At, message.ConnectionId, message.Name, message.Function, message.Outcome,
        Math.Round(message.Duration.TotalMilliseconds, 3), message.Delivered, message.Undelivered.Count == 0 ? null : message.Undelivered);
}

/// <summary>A stage takes connections.</summary>
internal sealed record ReadyOutput(string Type, string Api, string Stage, string Url, string CallbackUrl);

/// <summary>A message has its answer; <paramref name="Undelivered"/> counts posts by their status.</summary>
internal sealed record MessageOutput(
    string Type, DateTimeOffset At, string? ConnectionId, string Name, string? Function, string Outcome, double Milliseconds, int Delivered,
    IReadOnlyDictionary<int, int>? Undelivered);

/// <summary>So many events were gone before they were read.</summary>
internal sealed record MissedOutput(string Type, long Events);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReadyOutput))]
[JsonSerializable(typeof(MessageOutput))]
[JsonSerializable(typeof(MissedOutput))]
internal sealed partial class OutputJson : JsonSerializerContext;
