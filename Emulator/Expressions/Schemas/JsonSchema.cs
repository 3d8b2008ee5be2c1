using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Chat.Emulator.Expressions.Schemas;

/// <summary>
/// A compiled JSON schema of draft 4, the one that API Gateway's models are written in. <c>format</c> is a remark, not a rule.
/// https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00
/// </summary>
internal sealed class JsonSchema
{
    // As deep as what can be routed.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1000 };

    private ImmutableArray<Rule> _rules = [];

    /// <summary>Says whether a value keeps a keyword's rule.</summary>
    internal delegate bool Rule(JsonElement value);

    /// <summary>The schemas that see the very value that this one sees: the way on which a loop would never end.</summary>
    internal List<JsonSchema> Alongside { get; } = [];

    /// <exception cref="FormatException">The text is no schema.</exception>
    public static JsonSchema Parse(string schema) =>
        TryParse(schema, out var parsed, out var error) ? parsed : throw new FormatException(error);

    /// <param name="error">One sentence that says what is wrong and where.</param>
    public static bool TryParse(string schema, [NotNullWhen(true)] out JsonSchema? parsed, [NotNullWhen(false)] out string? error)
    {
        (parsed, error) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(schema);
            parsed = new SchemaCompiler(document.RootElement.Clone()).Compile();
            return true;
        }
        catch (JsonException e)
        {
            error = $"The schema is not JSON: {e.Message}";
        }
        catch (FormatException e)
        {
            error = e.Message;
        }

        return false;
    }

    /// <param name="body">UTF-8. What is not JSON is not valid.</param>
    public bool IsValid(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            using var document = JsonDocument.ParseValue(ref reader);
            return !reader.Read() && IsValid(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half a surrogate pair.
            return false;
        }
    }

    public bool IsValid(JsonElement value)
    {
        // A value as deep as this leaves no stack to look at: nobody could say that it is valid.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return false;
        }

        foreach (var rule in _rules)
        {
            if (!rule(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Ends the compilation; until then the schema may already be referred to.</summary>
    internal void Complete(IEnumerable<Rule> rules) => _rules = [.. rules];
}
