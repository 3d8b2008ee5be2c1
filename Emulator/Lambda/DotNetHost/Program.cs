using Amazon.Lambda.RuntimeSupport;

namespace Chat.LambdaHost;

/// <summary>The loop: load the handler, then take the next event, call it, post its result, one at a time.</summary>
internal static class Program
{
    public static async Task<int> Main()
    {
        var log = LogWriter.FromEnvironment(Console.Out);
        Console.SetOut(new LogLines(log, "Information"));
        Console.SetError(new LogLines(log, "Error"));
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
        {
            if (loaded.LoadedAssembly.GetName().Name == CoreTypes.Assembly)
            {
                Logger.Redirect(loaded.LoadedAssembly, log);
            }
        };

        using var api = new RuntimeApiClient(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!, null);
        HandlerCall handler;
        try
        {
            handler = HandlerCall.Load(HandlerName.Parse(Environment.GetEnvironmentVariable("_HANDLER")));
        }
#pragma warning disable CA1031 // Whatever the function's code throws is the function's failure, and is reported as such.
        catch (Exception e)
        {
            log.Write("Error", e, "the handler can't be loaded", []);
            await api.ReportInitErrorAsync(e, CancellationToken.None);
            return 1;
        }

        var context = handler.ContextType is { } contract ? new Context(contract, handler.Serializer, log) : null;
        using var input = new MemoryStream();
        using var output = new MemoryStream();
        while (true)
        {
            Invocation invocation;
            try
            {
                invocation = await api.NextAsync(input, CancellationToken.None);
            }
            catch (HttpRequestException)
            {
                // The emulator is gone, or has no use for this environment any more.
                return 1;
            }

            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);
            log.Begin(invocation);

            // Where the event's output begins, for the emulator: see OutputOwners.
            log.WriteRaw($"\u001e{invocation.RequestId}\n");
            output.SetLength(0);
            try
            {
                await handler.InvokeAsync(input, context?.Of(invocation), output);
            }
            catch (Exception e)
            {
                log.Write("Error", e, $"{e.GetType().Name}: {e.Message}", []);
                await api.ReportInvocationErrorAsync(invocation.RequestId, e, CancellationToken.None);
                continue;
            }
#pragma warning restore CA1031

            await api.RespondAsync(invocation.RequestId, output, CancellationToken.None);
        }
    }
}
