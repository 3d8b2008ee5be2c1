using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Chat.Emulator.Http;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>Lambda's Invoke API: functions, and the developer, call the stack's functions as on AWS.</summary>
internal sealed class InvokeApi(
    ImmutableArray<Function> functions, InvocationPipeline pipeline, AsyncInvocations events, AccessInForce access)
{
    private const string Latest = "$LATEST";

    private volatile FrozenDictionary<string, Function> _functions = ByName(functions);

    /// <summary>These can be invoked from now on, and no others.</summary>
    public void Deploy(ImmutableArray<Function> functions) => _functions = ByName(functions);

    public async Task HandleAsync(HttpContext context, FunctionName name)
    {
        using var span = GatewaySpans.StartInvokeCall(context.Request, name.Name);
        await InvokeAnswer.SendAsync(context, await InvokeAsync(context, name));
        span.SetStatusCode(context.Response.StatusCode);
    }

    private static FrozenDictionary<string, Function> ByName(ImmutableArray<Function> functions) =>
        functions.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    private async Task<InvokeResult> InvokeAsync(HttpContext context, FunctionName name)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return new InvokeResult.InvalidInvocationType(context.Request.Method);
        }

        var type = context.Request.Headers["X-Amz-Invocation-Type"] is [{ } given, ..] ? given : "RequestResponse";
        var maxBytes = type == "Event" ? LambdaQuotas.MaxEventBytes : LambdaQuotas.MaxRequestBytes;
        if (await PooledBody.ReadArrayAsync(context.Request, maxBytes, context.RequestAborted) is not { } body)
        {
            return new InvokeResult.TooLarge(maxBytes);
        }

        var function = _functions.GetValueOrDefault(name.Name);
        var region = access.Control?.Region ?? TemplateContext.DefaultRegion;
        var arn = function?.Arn ?? $"arn:{TemplateContext.Partition}:lambda:{region}:{access.Control?.AccountId ?? TemplateContext.DefaultAccountId}:function:{name.Name}";
        arn = name.Qualifier is { } qualifier ? $"{arn}:{qualifier}" : arn;
        if (CheckAccess(context, body, arn) is { } error)
        {
            return new InvokeResult.AccessRefused(error);
        }

        if (function is null || VersionOf(function, name.Qualifier) is not { } version)
        {
            return new InvokeResult.NotFound(arn);
        }

        if (WhyNoJson(body) is { } reason)
        {
            return new InvokeResult.InvalidPayload(reason);
        }

        // No payload is an empty event.
        var invocation = new LambdaInvocation(
            function.Name, body.Length == 0 ? "{}"u8.ToArray() : body, context.Request.Headers["X-Amzn-Trace-Id"] is [{ } trace, ..] ? trace : null);
        return type switch
        {
            "RequestResponse" when context.Request.Headers["X-Amz-Log-Type"] is ["Tail"] =>
                await InvokeLoggedAsync(new LoggedInvocation(invocation, new InvocationLog(version)), version, context.RequestAborted),
            "RequestResponse" => ResultOf(await pipeline.RunAsync(invocation, context.RequestAborted), version),
            "Event" => events.TryAccept(invocation) ? new InvokeResult.Accepted() : new InvokeResult.TooManyRequests(),
            "DryRun" => new InvokeResult.DryRun(),
            _ => new InvokeResult.InvalidInvocationType(type),
        };
    }

    private async Task<InvokeResult> InvokeLoggedAsync(LoggedInvocation invocation, string version, CancellationToken cancellationToken)
    {
        var outcome = await pipeline.RunAsync(invocation, cancellationToken);
        return ResultOf(outcome, version) with { LogTail = await invocation.Log.ReadAsync(outcome) };
    }

    private AccessError? CheckAccess(HttpContext context, ReadOnlySpan<byte> body, string arn)
    {
        if (access.Control is not { } control)
        {
            return null;
        }

        return control.Authenticate(context.Request, "lambda", body, out var caller)
            ?? control.Authorize(context, caller, "lambda:InvokeFunction", arn);
    }

    // Every version and alias is the one code that there is.
    private static string? VersionOf(Function function, string? qualifier) => qualifier switch
    {
        null or Latest => Latest,
        _ when function.Qualifiers.TryGetValue(qualifier, out var version) => version,
        _ => null,
    };

    private static InvokeResult ResultOf(InvocationOutcome outcome, string version) => outcome switch
    {
        InvocationOutcome.Responded(var payload) => new InvokeResult.Answered(payload, version),
        InvocationOutcome.FunctionFailed failed => new InvokeResult.Failed(
            failed.Posted.IsEmpty
                ? JsonSerializer.SerializeToUtf8Bytes(new FunctionError(failed.ErrorMessage, failed.ErrorType), FunctionErrorJson.Default.FunctionError)
                : failed.Posted,
            version),
        InvocationOutcome.Throttled => new InvokeResult.TooManyRequests(),
        InvocationOutcome.Unreachable(var reason) => new InvokeResult.ServiceFailed(reason),
        _ => new InvokeResult.ServiceFailed("The function didn't answer."),
    };

    private static string? WhyNoJson(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }
}
