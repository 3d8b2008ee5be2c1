namespace Chat.Emulator.Lambda.Runtime;

/// <summary>Which call of the Runtime API a request is.</summary>
internal readonly record struct RuntimeCall(RuntimeCallKind Kind, string RequestId = "")
{
    public const string Root = "/2018-06-01/runtime/";

    private const string Invocation = "invocation/";
    private const string Response = "/response";
    private const string Error = "/error";

    /// <summary>Reads what follows <see cref="Root"/>, such as <c>invocation/next</c>.</summary>
    public static RuntimeCall Parse(string method, ReadOnlySpan<char> path)
    {
        if (HttpMethods.IsGet(method))
        {
            return path is "invocation/next" ? new(RuntimeCallKind.Next) : default;
        }

        if (!HttpMethods.IsPost(method))
        {
            return default;
        }

        if (path is "init/error")
        {
            return new(RuntimeCallKind.InitError);
        }

        if (!path.StartsWith(Invocation, StringComparison.Ordinal))
        {
            return default;
        }

        var rest = path[Invocation.Length..];
        return rest.EndsWith(Response, StringComparison.Ordinal) ? new(RuntimeCallKind.Response, rest[..^Response.Length].ToString())
            : rest.EndsWith(Error, StringComparison.Ordinal) ? new(RuntimeCallKind.Error, rest[..^Error.Length].ToString())
            : default;
    }
}

internal enum RuntimeCallKind
{
    Unknown,
    Next,
    Response,
    Error,
    InitError,
}
