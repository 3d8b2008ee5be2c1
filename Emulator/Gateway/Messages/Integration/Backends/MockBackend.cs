using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Chat.Emulator.Expressions.Mapping;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary><c>MOCK</c>: the request template is the answer, <c>{"statusCode": 200}</c>. It has no body.</summary>
internal static partial class MockBackend
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true };

    public static BackendResult Answer(ReadOnlyMemory<byte> body) =>
        (Status(body) ?? Status(Quoted(body))) is { } status
            ? new BackendResult.Answered(new BackendAnswer(status, default, status.ToString(CultureInfo.InvariantCulture)))
            : BackendResult.Failed.Unreachable(
                "Unable to parse statusCode. The request template of a MOCK must make {\"statusCode\": 200}, with a status from 100 to 599");

    private static int? Status(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Lenient);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("statusCode", out var status)
                && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var code) && code is >= 100 and <= 599
                ? code
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // API Gateway takes { statusCode: 200 } too, and the CDK writes it so.
    private static ReadOnlyMemory<byte> Quoted(ReadOnlyMemory<byte> body) =>
        Encoding.UTF8.GetBytes(LooseName().Replace(Encoding.UTF8.GetString(body.Span), "\"${name}\""));

    [GeneratedRegex(@"(?<=[{,]\s*)(?<quote>'?)(?<name>[A-Za-z_]\w*)\k<quote>(?=\s*:)")]
    private static partial Regex LooseName();
}
