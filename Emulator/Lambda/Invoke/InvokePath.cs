using Chat.Emulator.Template;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>The path of the Invoke API: <c>/2015-03-31/functions/{name, name:qualifier or ARN}/invocations</c>.</summary>
internal static class InvokePath
{
    private const string Before = "/2015-03-31/functions/";
    private const string After = "/invocations";

    /// <summary>Null when the request is for something else.</summary>
    public static FunctionName? Read(HttpContext context)
    {
        // As it was sent: an SDK encodes the colons of an ARN, and a framework may decode by rules of its own.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith(Before, StringComparison.Ordinal))
        {
            return null;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        if (!path.EndsWith(After, StringComparison.Ordinal) || path.Length <= Before.Length + After.Length)
        {
            return null;
        }

        var name = FunctionName.Parse(Uri.UnescapeDataString(path[Before.Length..^After.Length]));
        return context.Request.Query["Qualifier"] is [{ Length: > 0 } qualifier] ? name with { Qualifier = qualifier } : name;
    }
}
