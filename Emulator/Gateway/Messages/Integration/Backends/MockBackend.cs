using System.Globalization;
using System.Text.Json;
using Chat.Emulator.Expressions.Mapping;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary><c>MOCK</c>: the request template is the answer, <c>{"statusCode": 200}</c>. It has no body.</summary>
internal static class MockBackend
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true };

    public static BackendResult Answer(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Lenient);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("statusCode", out var status)
                && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var code) && code is >= 100 and <= 599)
            {
                return new BackendResult.Answered(new BackendAnswer(code, default, code.ToString(CultureInfo.InvariantCulture)));
            }
        }
        catch (JsonException)
        {
        }

        return BackendResult.Failed.Unreachable("Unable to parse statusCode. The request template of a MOCK must make {\"statusCode\": 200}, with a status from 100 to 599");
    }
}
