using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda.Runtime;

/// <summary>
/// The calls of the Lambda Runtime API, version 2018-06-01, made by an environment.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
/// </summary>
internal static class RuntimeApi
{
    private const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";

    private static readonly byte[] Accepted = """{"status":"OK"}"""u8.ToArray();

    public static Task HandleAsync(HttpContext context, FunctionEnvironment environment)
    {
        var path = context.Request.Path.Value ?? "";
        var call = path.StartsWith(RuntimeCall.Root, StringComparison.Ordinal)
            ? RuntimeCall.Parse(context.Request.Method, path.AsSpan(RuntimeCall.Root.Length))
            : default;
        return HandleAsync(context, environment, call);
    }

    /// <param name="environment">Null when no environment has the event that the call names.</param>
    public static Task HandleAsync(HttpContext context, FunctionEnvironment? environment, RuntimeCall call) => call.Kind switch
    {
        RuntimeCallKind.Unknown => RefuseAsync(
            context, StatusCodes.Status404NotFound, "NotFound", "There is no such call in the Runtime API."),
        _ when environment is null => RefuseUnknownIdAsync(context),
        RuntimeCallKind.Next => NextAsync(context, environment),
        RuntimeCallKind.Response => ResponseAsync(context, environment, call.RequestId),
        RuntimeCallKind.Error => ErrorAsync(context, environment, call.RequestId),
        RuntimeCallKind.InitError => InitErrorAsync(context, environment),
        _ => throw new UnreachableException(),
    };

    private static async Task NextAsync(HttpContext context, FunctionEnvironment environment)
    {
        var pool = environment.Pool.Events;
        if (pool.Ask(environment) is not { } waiter)
        {
            await RefuseTransitionAsync(context, "Ready");
            return;
        }

        Invocation? invocation;
        await using (context.RequestAborted.UnsafeRegister(_ => pool.Abandon(environment, waiter), null))
        {
            invocation = await waiter.Task;
        }

        if (invocation is null)
        {
            context.Abort();
            return;
        }

        pool.Started(environment, invocation);
        if (invocation.Log is { } log)
        {
            await log.StartAsync(invocation, environment);
        }

        var response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = invocation.Payload.Length;
        response.Headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        response.Headers["Lambda-Runtime-Deadline-Ms"] = invocation.DeadlineMs.ToString(CultureInfo.InvariantCulture);
        response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = environment.Pool.Function.Arn;
        response.Headers["Lambda-Runtime-Trace-Id"] = invocation.TraceId;
        try
        {
            await response.Body.WriteAsync(invocation.Payload, context.RequestAborted);
            await response.CompleteAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Looked at next, with the case in which the writing is silently dropped.
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            pool.TakeBack(environment, invocation);
        }
    }

    private static async Task ResponseAsync(HttpContext context, FunctionEnvironment environment, string requestId)
    {
        var pool = environment.Pool.Events;
        if (!pool.Owes(environment, requestId))
        {
            await RefuseUnknownIdAsync(context);
            return;
        }

        if (await PooledBody.ReadArrayAsync(context.Request, LambdaQuotas.MaxResponseBytes, context.RequestAborted) is not { } payload)
        {
            var error = new InvocationOutcome.FunctionFailed(
                "Function.ResponseSizeTooLarge",
                $"Response payload size exceeded maximum allowed payload size ({LambdaQuotas.MaxResponseBytes} bytes).");
            await CloseLogAsync(environment);
            pool.TryComplete(environment, requestId, error);
            await RefuseTooLargeAsync(context);
            return;
        }

        await CloseLogAsync(environment);
        await AnswerAsync(context, pool.TryComplete(environment, requestId, new InvocationOutcome.Responded(payload)));
    }

    private static async Task ErrorAsync(HttpContext context, FunctionEnvironment environment, string requestId)
    {
        var pool = environment.Pool.Events;
        if (!pool.Owes(environment, requestId))
        {
            await RefuseUnknownIdAsync(context);
            return;
        }

        var error = await ReadErrorAsync(context);
        await CloseLogAsync(environment);
        await AnswerAsync(context, pool.TryComplete(environment, requestId, error.ToOutcome()));
    }

    // Before the runtime hears of its response being taken: it asks for another event then.
    private static Task CloseLogAsync(FunctionEnvironment environment) => environment.Log?.CloseAsync() ?? Task.CompletedTask;

    private static async Task InitErrorAsync(HttpContext context, FunctionEnvironment environment)
    {
        var error = await ReadErrorAsync(context);
        if (environment.Pool.Events.TryFailInit(environment, error))
        {
            await AcceptAsync(context);
        }
        else
        {
            await RefuseTransitionAsync(context, "InitError");
        }
    }

    /// <summary>An error whose text is too large is still an error; the header's type is then all that is known of it.</summary>
    private static async Task<FunctionError> ReadErrorAsync(HttpContext context)
    {
        var body = await PooledBody.ReadArrayAsync(context.Request, LambdaQuotas.MaxResponseBytes, context.RequestAborted);
        return FunctionError.Read(body, context.Request.Headers[ErrorTypeHeader]);
    }

    private static Task AnswerAsync(HttpContext context, bool accepted) => accepted ? AcceptAsync(context) : RefuseUnknownIdAsync(context);

    private static async Task AcceptAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Accepted.Length;
        await context.Response.Body.WriteAsync(Accepted, context.RequestAborted);
    }

    private static Task RefuseUnknownIdAsync(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID", "Invalid request ID");

    private static Task RefuseTransitionAsync(HttpContext context, string to) =>
        RefuseAsync(context, StatusCodes.Status403Forbidden, "InvalidStateTransition", $"Transition to {to} is not allowed");

    private static Task RefuseTooLargeAsync(HttpContext context) => RefuseAsync(
        context,
        StatusCodes.Status413PayloadTooLarge,
        "RequestEntityTooLarge",
        $"Exceeded maximum allowed payload size ({LambdaQuotas.MaxResponseBytes} bytes).");

    private static async Task RefuseAsync(HttpContext context, int status, string errorType, string errorMessage)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new FunctionError(errorMessage, errorType), FunctionErrorJson.Default.FunctionError);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
