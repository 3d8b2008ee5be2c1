using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aspire.Hosting.ApplicationModel;
using Chat.Contracts.Console;
using Chat.Contracts.Faults;

namespace Aspire.Hosting;

/// <summary>
/// What a command did, as a sentence for whoever gave it; the console's own answer goes with it as JSON, for <c>aspire resource</c> and tools.
/// </summary>
internal static class CommandAnswers
{
    /// <param name="body">A <see cref="SentView"/>.</param>
    public static ExecuteCommandResult Sent(string body)
    {
        var answer = Read(body, ConsoleJson.Default.SentView);
        var refused = answer.Refused > 0 ? $"; {Count(answer.Refused, "connection")} couldn't take it" : "";
        return Success($"Sent to {Count(answer.Sent, "connection")}{refused}.", body);
    }

    /// <param name="body">A <see cref="ClosedView"/>.</param>
    public static ExecuteCommandResult Closed(string body) =>
        Success($"Closed {Count(Read(body, ConsoleJson.Default.ClosedView).Closed, "connection")}.", body);

    /// <param name="body">A <see cref="ClearedView"/>.</param>
    public static ExecuteCommandResult Cleared(string body) =>
        Success($"Deleted {Count(Read(body, ConsoleJson.Default.ClearedView).Deleted, "item")}.", body);

    /// <summary>The console has done its part and answers 200 whatever the function made of the event.</summary>
    /// <param name="body">An <see cref="InvokedView"/>.</param>
    public static ExecuteCommandResult Invoked(string body)
    {
        var answer = Read(body, ConsoleJson.Default.InvokedView);
        var duration = string.Create(CultureInfo.InvariantCulture, $" after {answer.DurationMs:0.#} ms");
        if (answer.Outcome == InvocationOutcomes.Responded)
        {
            return Success($"The function answered{duration}: {answer.Text}", body);
        }

        var error = answer.ErrorType is null ? "" : $": {answer.ErrorType}";
        return CommandResults.Failure($"The invocation {Words(answer.Outcome)}{duration}{error}.", body, CommandResultFormat.Json);
    }

    /// <summary>With the seed: whoever saw something go wrong can have it again.</summary>
    /// <param name="body"><see cref="FaultSettings"/>.</param>
    public static ExecuteCommandResult InForce(string body) => Success(
        Read(body, FaultsJson.Default.FaultSettings) is { IsAny: true } faults ? $"In force now: {FaultText.Of(faults)}." : "No faults are in force.",
        body);

    private static T Read<T>(string body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException($"The emulator's console answered nothing that is a {typeof(T).Name}.");

    private static ExecuteCommandResult Success(string sentence, string body) => CommandResults.Success(sentence, body, CommandResultFormat.Json);

    private static string Words(string outcome) => outcome switch
    {
        InvocationOutcomes.TimedOut => "timed out",
        InvocationOutcomes.Throttled => "was throttled",
        InvocationOutcomes.Unreachable => "reached no function",
        _ => outcome,
    };

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
