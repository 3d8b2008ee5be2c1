namespace Chat.Emulator.Http;

/// <summary>Answers requests whose body isn't HTTP: a chunk without a size, a body that ends early. Theirs is the fault, so no error of ours is logged.</summary>
internal static class BadRequests
{
    public static void UseBadRequests(this IApplicationBuilder app) => app.Use(next => context => HandleAsync(context, next));

    public static async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (IOException e) when (!context.Response.HasStarted && IsTheirs(e))
        {
            // What follows on the connection can't be told apart from the rest of the body.
            context.Response.StatusCode = (e as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            context.Response.Headers.Connection = "close";
        }
    }

    // Kestrel wraps it when the body is read once more, and has an OverflowException for a chunk of more than 2 GB.
    private static bool IsTheirs(IOException e) =>
        e is BadHttpRequestException || e.InnerException is BadHttpRequestException or OverflowException;
}
