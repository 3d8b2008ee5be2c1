using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.SignalR.Dispatch;

/// <summary>Which parameters of a hub method are services, as ASP.NET Core has it: those marked so, and those whose type is registered.</summary>
internal static class HubServices
{
    public static IServiceProvider None { get; } = new Nothing();

    public static Func<ParameterInfo, bool> Detect(IServiceProvider? services)
    {
        var known = services?.GetService<IServiceProviderIsService>();
        return parameter => parameter.GetCustomAttributes().Any(attribute => attribute is IFromServiceMetadata or FromKeyedServicesAttribute)
            || known?.IsService(parameter.ParameterType) == true;
    }

    public static object Require(IServiceProvider services, ParameterInfo parameter) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? services.GetRequiredKeyedService(parameter.ParameterType, keyed.Key)
            : services.GetRequiredService(parameter.ParameterType);

    private sealed class Nothing : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
