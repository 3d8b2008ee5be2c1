using System.Text.Json;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary>
/// <c>AWS</c> with a function: the mapped payload is its event, and its answer is a payload to map. With the header
/// <c>X-Amz-Invocation-Type: Event</c> nobody waits for it.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
/// </summary>
internal sealed class LambdaBackend(ILambdaInvoker invoker, AsyncInvocations events)
{
    private const string InvocationType = "X-Amz-Invocation-Type";
    private const string Event = "Event";
    private const string DryRun = "DryRun";

    public async Task<BackendResult> CallAsync(
        RouteIntegration.Lambda integration, RouteRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Nothing is an empty event.
        var payload = body.IsEmpty ? "{}"u8.ToArray() : body;
        if (!IsJson(payload.Span))
        {
            return BackendResult.Failed.Unreachable($"the payload mapped for the function {integration.FunctionName} isn't JSON, so Lambda refuses it");
        }

        var invocation = new LambdaInvocation(integration.FunctionName, payload, request.Stamp.TraceId);
        return TypeOf(integration, request) switch
        {
            Event => events.TryAccept(invocation) ? Answered(202) : new BackendResult.Failed(new InvocationOutcome.Throttled()),
            DryRun => Answered(204),
            _ => ResultOf(await invoker.InvokeAsync(invocation, cancellationToken)),
        };
    }

    /// <summary>False where Lambda is only asked to take the event, or whether it would.</summary>
    public static bool IsRunNow(RouteIntegration.Lambda integration, RouteRequest request) => TypeOf(integration, request) is not (Event or DryRun);

    private static string? TypeOf(RouteIntegration.Lambda integration, RouteRequest request)
    {
        foreach (var parameter in integration.Request.Parameters)
        {
            if (parameter.Target == ParameterTarget.Header && parameter.Name.Equals(InvocationType, StringComparison.OrdinalIgnoreCase))
            {
                return parameter.Source.Read(request) is [.., var type] ? type : null;
            }
        }

        return null;
    }

    private static BackendResult ResultOf(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Responded(var payload) => Answered(200, payload),

        // The error is what integration responses are selected by; a handshake it refuses as it does with AWS_PROXY.
        InvocationOutcome.FunctionFailed failed => Answered(502, ErrorOf(failed), failed.ErrorMessage),
        _ => new BackendResult.Failed(outcome),
    };

    private static BackendResult.Answered Answered(int status, ReadOnlyMemory<byte> body = default, string? selector = null) =>
        new(new BackendAnswer(status, body, selector));

    private static ReadOnlyMemory<byte> ErrorOf(InvocationOutcome.FunctionFailed failed) => failed.Posted.IsEmpty
        ? JsonSerializer.SerializeToUtf8Bytes(new FunctionError(failed.ErrorMessage, failed.ErrorType), FunctionErrorJson.Default.FunctionError)
        : failed.Posted;

    private static bool IsJson(ReadOnlySpan<byte> payload)
    {
        try
        {
            var json = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = 1000 });
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
