using System.Collections.Immutable;
using System.Text.Json;
using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Options;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>
/// An authorizer's answer, read:
/// <code>{"principalId": "user-1", "policyDocument": {"Version": "2012-10-17", "Statement": […]}, "context": {"room": "b"}}</code>
/// </summary>
internal sealed record AuthorizerAnswer(
    string PrincipalId,
    PolicySet Policy,
    ImmutableArray<KeyValuePair<string, string>> Context,
    string? UsageIdentifierKey)
{
    /// <exception cref="FormatException">It is not such an answer; the message says why.</exception>
    public static AuthorizerAnswer Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > Quotas.MaxAuthorizerResultBytes)
        {
            throw new FormatException($"it is longer than {Quotas.MaxAuthorizerResultBytes} bytes");
        }

        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            return new AuthorizerAnswer(
                Text(root, "principalId") ?? throw new FormatException("it has no principalId"),
                PolicyDocument.Read(Member(root, "policyDocument") ?? throw new FormatException("it has no policyDocument")),
                Member(root, "context") is { } context ? ReadContext(context) : [],
                Text(root, "usageIdentifierKey"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("it is not JSON", e);
        }
    }

    // Null stands for "not given".
    private static JsonElement? Member(JsonElement json, string name) => json.ValueKind != JsonValueKind.Object
        ? throw new FormatException("it is not an object")
        : json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string? Text(JsonElement json, string name) => Member(json, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw new FormatException($"its {name} is not a string"),
    };

    // Numbers and booleans become texts, as AWS documents it for mapping templates.
    private static ImmutableArray<KeyValuePair<string, string>> ReadContext(JsonElement context)
    {
        if (context.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("its context is not an object");
        }

        return
        [
            .. from entry in context.EnumerateObject()
               where entry.Value.ValueKind != JsonValueKind.Null && entry.Name is not ("principalId" or "integrationLatency")
               select KeyValuePair.Create(entry.Name, ContextValue(entry)),
        ];
    }

    private static string ContextValue(JsonProperty entry) => entry.Value.ValueKind switch
    {
        JsonValueKind.String => entry.Value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => entry.Value.GetRawText(),
        _ => throw new FormatException($"context.{entry.Name} must be a string, a number or a boolean"),
    };
}
