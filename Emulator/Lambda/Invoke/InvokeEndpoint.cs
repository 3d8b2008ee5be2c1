using System.Collections.Immutable;
using Chat.Emulator.Http;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Invoke;

/// <summary>How a host puts the Invoke API in.</summary>
internal static class InvokeEndpoint
{
    /// <summary>
    /// The host brings an <see cref="ILambdaInvoker"/> and a <see cref="TimeProvider"/>, and <see cref="AccessControl"/> if calls are to be
    /// checked.
    /// </summary>
    public static IServiceCollection AddInvokeApi(this IServiceCollection services, ImmutableArray<Function> functions)
    {
        services.AddInvocations();
        services.AddAsyncInvocations();
        services.AddAccessInForce();
        services.AddSingleton(provider => new InvokeApi(
            functions,
            provider.GetRequiredService<InvocationPipeline>(),
            provider.GetRequiredService<AsyncInvocations>(),
            provider.GetRequiredService<AccessInForce>()));
        return services;
    }

    /// <summary>Answers what is for the Invoke API. Goes ahead of the gateway, to which the path would be one of its stages.</summary>
    public static IApplicationBuilder UseInvokeApi(this IApplicationBuilder app)
    {
        var api = app.ApplicationServices.GetRequiredService<InvokeApi>();
        return app.Use(next => context => InvokePath.Read(context) is { } name ? RequestGuard.Refuse(context) ?? api.HandleAsync(context, name) : next(context));
    }
}
