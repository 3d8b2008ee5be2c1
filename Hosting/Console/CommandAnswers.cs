using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;
using Chat.Emulator.Options;

namespace Aspire.Hosting;

/// <summary>
/// What a command did, as a sentence for whoever gave it; the console's own answer goes with it as JSON, for <c>aspire resource</c> and tools.
/// </summary>
internal static partial class CommandAnswers
{
    /// <param name="body"><c>{"sent":2,"refused":0,"messageId":"…"}</c></param>
    public static ExecuteCommandResult Sent(string body)
    {
        using var json = JsonDocument.Parse(body);
        var refused = Number(json, "refused");
        return Success($"Sent to {Count(Number(json, "sent"), "connection")}{(refused > 0 ? $"; {Count(refused, "connection")} couldn't take it" : "")}.", body);
    }

    /// <param name="body"><c>{"closed":1}</c></param>
    public static ExecuteCommandResult Closed(string body)
    {
        using var json = JsonDocument.Parse(body);
        return Success($"Closed {Count(Number(json, "closed"), "connection")}.", body);
    }

    /// <param name="body"><c>{"deleted":3}</c></param>
    public static ExecuteCommandResult Cleared(string body)
    {
        using var json = JsonDocument.Parse(body);
        return Success($"Deleted {Count(Number(json, "deleted"), "item")}.", body);
    }

    /// <summary>The console has done its part and answers 200 whatever the function made of the event.</summary>
    /// <param name="body"><c>{"outcome":"responded","durationMs":12.3,"text":"…"}</c> or <c>{"outcome":"failed","errorType":"…","text":"…"}</c></param>
    public static ExecuteCommandResult Invoked(string body)
    {
        using var json = JsonDocument.Parse(body);
        var outcome = Text(json, "outcome") ?? "unknown";
        if (outcome == "responded")
        {
            return Success($"The function answered{Duration(json)}: {Text(json, "text")}", body);
        }

        var error = Text(json, "errorType");
        return CommandResults.Failure($"The invocation {Words(outcome)}{Duration(json)}{(error is null ? "" : $": {error}")}.", body, CommandResultFormat.Json);
    }

    /// <summary>With the seed: whoever saw something go wrong can have it again.</summary>
    public static ExecuteCommandResult InForce(string body) => Success(
        JsonSerializer.Deserialize(body, FaultsJson.Default.FaultSettings) is { IsAny: true } faults
            ? $"In force now: {FaultText.Of(faults)}."
            : "No faults are in force.",
        body);

    private static ExecuteCommandResult Success(string sentence, string body) => CommandResults.Success(sentence, body, CommandResultFormat.Json);

    private static string Words(string outcome) => outcome == "timedOut" ? "timed out" : outcome == "throttled" ? "was throttled" : outcome;

    private static string Duration(JsonDocument json) => json.RootElement.TryGetProperty("durationMs", out var duration) && duration.TryGetDouble(out var ms)
        ? string.Create(CultureInfo.InvariantCulture, $" after {ms:0.#} ms")
        : "";

    private static int Number(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(FaultSettings))]
    private sealed partial class FaultsJson : JsonSerializerContext;
}
