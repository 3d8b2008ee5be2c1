namespace Chat.Emulator.Lambda.Runtime;

/// <summary>
/// The Runtime API for processes that somebody else started, such as an IDE: <c>AWS_LAMBDA_RUNTIME_API=localhost:4510/websocket-send</c>.
/// Who polls counts as an environment of that function.
/// </summary>
internal static class AttachedRuntimes
{
    public static IEndpointConventionBuilder MapRuntimeApi(this IEndpointRouteBuilder endpoints, LambdaFunctions functions) =>
        endpoints.Map("/{functionName}" + RuntimeCall.Root + "{**call}", context => HandleAsync(context, functions));

    private static Task HandleAsync(HttpContext context, LambdaFunctions functions)
    {
        var name = (string)context.GetRouteValue("functionName")!;
        if (functions.Find(name) is not { } pool)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync($"There is no function {name} in the template.", context.RequestAborted);
        }

        var call = RuntimeCall.Parse(context.Request.Method, context.GetRouteValue("call") as string);
        // A poller has no name: what it holds is known by the event's id, and one that holds nothing is as good as any other.
        var environment = call.Kind is RuntimeCallKind.Next or RuntimeCallKind.InitError ? pool.Attach() : pool.FindAttached(call.RequestId);
        return RuntimeApi.HandleAsync(context, environment, call);
    }
}
