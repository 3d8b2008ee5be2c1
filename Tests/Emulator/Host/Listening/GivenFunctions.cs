using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Lambda.Runtime;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Lambda;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Emulator.Tests.Host.Listening;

/// <summary>Functions that the test has started itself, in the place of the emulator's own.</summary>
internal sealed class GivenFunctions(LambdaHost host, EventJournal? journal = null) : IModuleSetup
{
    public void AddServices(IServiceCollection services, Stack stack, EmulatorOptions options)
    {
        // As instances: the test disposes of them.
        services.AddSingleton(host.Functions);
        services.AddSingleton<ILambdaInvoker>(host.Functions);
        services.AddInvokeApi(stack.Functions);
        if (journal is not null)
        {
            services.AddSingleton(journal);
        }
    }

    public void Use(IApplicationBuilder app) => app.UseAttachedRuntimes().UseInvokeApi();
}
