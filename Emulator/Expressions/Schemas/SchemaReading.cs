using System.Text.Json;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Expressions.Schemas;

/// <summary>Takes from a schema what a keyword needs, or says what is wrong and where.</summary>
internal static class SchemaReading
{
    // A pattern that needs longer than this for one text would stop the client's reader.
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(250);

    public static JsonElement.ArrayEnumerator List(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : throw Error(at, "must be a list");

    public static JsonElement.ObjectEnumerator Members(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : throw Error(at, "must be an object");

    public static string Text(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw Error(at, "must be a string");

    public static bool Flag(JsonElement json, string at) =>
        json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : throw Error(at, "must be true or false");

    public static int Count(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var count) && count >= 0
            ? count
            : throw Error(at, "must be a whole number, 0 or more");

    public static FormatException Error(string at, string problem) => new($"{at} {problem}.");

    public static decimal Number(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var number) ? number : throw Error(at, "must be a number");

    public static Regex Regex(string pattern, string at)
    {
        try
        {
            return new Regex(pattern, RegexOptions.ECMAScript, PatternTimeout);
        }
        catch (ArgumentException e)
        {
            throw Error(at, $"isn't an ECMA 262 regular expression: {e.Message}");
        }
    }

    public static bool IsMatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
