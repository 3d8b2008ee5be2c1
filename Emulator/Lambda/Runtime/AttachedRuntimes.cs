using System.Buffers;
using System.Text.Json.Serialization;
using Chat.Contracts;
using Chat.Emulator.Http;

namespace Chat.Emulator.Lambda.Runtime;

/// <summary>
/// For processes that somebody else starts, an IDE or Aspire: the Runtime API at <c>/{functionName}/2018-06-01/runtime/…</c>, so that
/// <c>AWS_LAMBDA_RUNTIME_API=localhost:4510/websocket-send</c>, and at <c>/_functions/{functionName}/environment</c> what else the function
/// would find in its environment. Who polls counts as an environment of that function. Each answer there has an ID of its own, at the end of the
/// session token and in <c>AWS_LAMBDA_RUNTIME_API=localhost:4510/websocket-send~5f0c1a2b3c4d5e6f</c>: by it a process is told from the others.
/// </summary>
internal static partial class AttachedRuntimes
{
    // No function's name has one.
    private const char IdMark = '~';
    private const int IdLength = 16;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    public static IApplicationBuilder UseAttachedRuntimes(this IApplicationBuilder app)
    {
        var functions = app.ApplicationServices.GetRequiredService<LambdaFunctions>();
        return app.Use(next => context =>
        {
            var path = context.Request.Path.Value ?? "";
            if (EnvironmentOf(path) is { } described)
            {
                return HttpMethods.IsGet(context.Request.Method) ? RequestGuard.Refuse(context) ?? SendEnvironmentAsync(context, functions, described) : next(context);
            }

            var root = path.IndexOf(RuntimeCall.Root, StringComparison.Ordinal);
            return root > 1 && path.IndexOf('/', 1) == root
                ? RequestGuard.Refuse(context) ?? HandleAsync(context, functions, path[1..root], path.AsSpan(root + RuntimeCall.Root.Length))
                : next(context);
        });
    }

    private static string? EnvironmentOf(string path) =>
        path.StartsWith(EmulatorPaths.Functions, StringComparison.Ordinal) && path.EndsWith(EmulatorPaths.EnvironmentSuffix, StringComparison.Ordinal)
        && path.Length > EmulatorPaths.Functions.Length + EmulatorPaths.EnvironmentSuffix.Length
            ? path[EmulatorPaths.Functions.Length..^EmulatorPaths.EnvironmentSuffix.Length]
            : null;

    private static Task HandleAsync(HttpContext context, LambdaFunctions functions, string name, ReadOnlySpan<char> path)
    {
        var (function, id) = Split(name);
        if (functions.Find(function) is not { } pool)
        {
            return SendUnknownAsync(context, function);
        }

        var call = RuntimeCall.Parse(context.Request.Method, path);
        // What a poller holds is known by the event's id; one that holds nothing, and has no ID of its own, is as good as any other.
        var holdsNothing = call.Kind is RuntimeCallKind.Next or RuntimeCallKind.InitError;
        var environment = holdsNothing ? pool.Events.Attach(id) : pool.Events.FindAttached(call.RequestId);
        if (holdsNothing && environment is { IsNamed: true })
        {
            functions.Know(environment);
        }

        return RuntimeApi.HandleAsync(context, environment, call);
    }

    private static (string Function, string? Id) Split(string name) =>
        name.LastIndexOf(IdMark) is > 0 and var mark && name.Length == mark + 1 + IdLength && name.AsSpan(mark + 1).IndexOfAnyExcept(LowerHex) < 0
            ? (name[..mark], name[(mark + 1)..])
            : (name, null);

    private static Task SendEnvironmentAsync(HttpContext context, LambdaFunctions functions, string name)
    {
        if (functions.Find(name) is not { } pool)
        {
            return SendUnknownAsync(context, name);
        }

        var id = FunctionEnvironment.NewId();
        return context.Response.WriteAsJsonAsync(
            functions.EnvironmentOf(pool.Function, $"{context.Request.Host}/{name}{IdMark}{id}", id),
            EnvironmentJson.Default.IReadOnlyDictionaryStringString,
            cancellationToken: context.RequestAborted);
    }

    private static Task SendUnknownAsync(HttpContext context, string name)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync($"There is no function {name} in the template.", context.RequestAborted);
    }

    [JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
    private sealed partial class EnvironmentJson : JsonSerializerContext;
}
