using Chat.AppHost.Backends;
using Chat.AppHost.Terminal;

namespace Chat.AppHost.Map;

/// <summary>Starts the map, after what it stands on was looked for.</summary>
internal static class BackendStart
{
    /// <summary>0: stopped; 1: a port that it needs is taken, or the orchestrator has broken down; 2: what the backend needs isn't there. Standard error says what to do.</summary>
    public static async Task<int> RunAsync(this IDistributedApplicationBuilder builder, Backend backend)
    {
        OrchestratorState? orchestrator = null;
        if (builder.ExecutionContext.IsRunMode)
        {
            if (FixedPorts.WhyNot(builder) is { } taken)
            {
                await Console.Error.WriteLineAsync(taken);
                return 1;
            }

            orchestrator = builder.AddTerminal();
        }

        if (backend is Backend.LocalStack localStack && builder.ExecutionContext.IsRunMode)
        {
            // At the start and not now: a model can be looked at where it can't run.
            builder.Eventing.Subscribe<BeforeStartEvent>((_, cancellationToken) => RequireDockerAsync(localStack, cancellationToken));
        }

        try
        {
            await builder.Build().RunAsync();
            return orchestrator is { HasBrokenDown: true } ? OrchestratorState.ExitCode : 0;
        }
        catch (Exception) when (backend is Backend.LocalStack && builder.ExecutionContext.IsRunMode)
        {
            // Aspire looks at its own settings first, and may have failed over something else that Docker's absence brings.
            if (await WhyNoDockerAsync(CancellationToken.None) is not { } problem)
            {
                throw;
            }

            await Console.Error.WriteLineAsync(problem);
            return 2;
        }
    }

    private static async Task RequireDockerAsync(Backend.LocalStack localStack, CancellationToken cancellationToken)
    {
        if (await WhyNoDockerAsync(cancellationToken) is { } problem)
        {
            throw new DistributedApplicationException(problem);
        }

        await Console.Out.WriteLineAsync(localStack.Announcement);
    }

    private static Task<string?> WhyNoDockerAsync(CancellationToken cancellationToken) =>
        DockerDaemon.WhyNotAsync(DockerDaemon.DefaultAddress, TimeProvider.System, cancellationToken);
}
