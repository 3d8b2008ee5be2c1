using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Lambda.Pools;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Lambda.Runtime;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Deployment;

/// <summary>Puts the functions in, and the Invoke API. The host brings <see cref="IFunctionVariables"/>.</summary>
internal sealed class FunctionsSetup : IModuleSetup
{
    public void AddServices(IServiceCollection services, Stack stack, EmulatorOptions options)
    {
        services.AddSingleton<IChildProcesses, GuardedProcesses>();
        AddFunctions(services);
        services.AddSingleton(new AsyncPauses(options.EventRetryPause));
        services.AddInvokeApi(stack.Functions);
        services.AddSingleton<FunctionPreparation>();
        services.AddSingleton<FunctionGenerations>();
        services.AddSingleton<FunctionStart>();
        services.AddSingleton<IModule, FunctionsModule>();
    }

    /// <summary>The functions alone, for a host that starts and stops them itself.</summary>
    public static void AddFunctions(IServiceCollection services)
    {
        services.AddSingleton<LambdaMetrics>();
        services.AddSingleton<PoolReport>();
        services.AddSingleton<EnvironmentOutput>();
        services.AddSingleton(CreateFunctions);
        services.AddSingleton<ILambdaInvoker>(provider => provider.GetRequiredService<LambdaFunctions>());
    }

    public void Use(IApplicationBuilder app) => app.UseAttachedRuntimes().UseInvokeApi();

    private static LambdaFunctions CreateFunctions(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<EmulatorOptions>();
        var variables = provider.GetRequiredService<IFunctionVariables>();
        var environments = new ManagedEnvironments(
            new RuntimeApiServer(),
            provider.GetRequiredService<IChildProcesses>(),
            options.AreTablesOnAws ? DeveloperCredentials.AddTo(variables.Of) : variables.Of,
            provider.GetRequiredService<EnvironmentOutput>(),
            provider.GetRequiredService<TimeProvider>())
        {
            Commands = options.Run,
        };
        var functions = ActivatorUtilities.CreateInstance<LambdaFunctions>(provider, environments);
        provider.GetRequiredService<EventJournal>().Causes =
            token => functions.FindCause(token) is var cause ? (cause.MessageId, cause.RequestId, cause.Function, cause.Environment) : default;
        return functions;
    }
}
