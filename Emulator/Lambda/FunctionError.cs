using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda;

/// <summary>An error in Lambda's words, as functions post it and as the Runtime API answers.</summary>
internal sealed record FunctionError(string? ErrorMessage, string? ErrorType)
{
    /// <summary>As the runtime posted it, with its stack trace; empty when it posted none.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Posted { get; init; }

    public InvocationOutcome.FunctionFailed ToOutcome() => new(ErrorType ?? "Unhandled", ErrorMessage ?? "") { Posted = Posted };

    /// <summary>As Lambda words its own errors.</summary>
    public FunctionError In(Invocation invocation) => this with { ErrorMessage = $"RequestId: {invocation.RequestId} Error: {ErrorMessage}" };

    /// <summary>
    /// Reads what a runtime posted. The body may be anything or nothing, and only some runtimes send the type as a header too.
    /// </summary>
    public static FunctionError Read(ReadOnlyMemory<byte> body, string? typeHeader)
    {
        FunctionError? posted = null;
        try
        {
            posted = body.IsEmpty ? null : JsonSerializer.Deserialize(body.Span, FunctionErrorJson.Default.FunctionError);
        }
        catch (JsonException)
        {
            // As on AWS the invocation fails all the same, with the header's type.
        }

        return new FunctionError(posted?.ErrorMessage ?? "", posted?.ErrorType ?? typeHeader ?? "Unhandled") { Posted = posted is null ? default : body };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FunctionError))]
internal sealed partial class FunctionErrorJson : JsonSerializerContext;
