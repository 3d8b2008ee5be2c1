using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Dispatch;

/// <summary>Hubs with typed clients, <see cref="Hub{T}"/>: ASP.NET Core writes the client's class at run time, which a native program can't.</summary>
internal static class TypedHubs
{
    /// <exception cref="NotSupportedException">It is one, and code can't be generated: said at start, and not at the first call to a client.</exception>
    public static void RefuseWhereNative(Type hub) => Refuse(hub, RuntimeFeature.IsDynamicCodeSupported);

    internal static void Refuse(Type hub, bool canGenerateCode)
    {
        if (!canGenerateCode && ClientOf(hub) is { } client)
        {
            throw new NotSupportedException(
                $"{hub.Name} is a Hub<{client.Name}>, whose client ASP.NET Core generates at run time: a native program can't. Derive it from Hub, and give IClientProxy an "
                + $"extension method for each of {client.Name}'s; or publish without Native AOT. See docs/signalr.md.");
        }
    }

    private static Type? ClientOf(Type hub)
    {
        for (var ancestor = hub.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.IsGenericType && ancestor.GetGenericTypeDefinition() == typeof(Hub<>))
            {
                return ancestor.GenericTypeArguments[0];
            }
        }

        return null;
    }
}
