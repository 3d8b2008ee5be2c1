using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Dispatch;

/// <summary>The methods of a hub by the names that clients call them, upper and lower case alike.</summary>
internal sealed class HubMethods : IInvocationBinder
{
    private readonly Dictionary<string, HubMethod> _methods = new(StringComparer.OrdinalIgnoreCase);

    private HubMethods()
    {
    }

    /// <exception cref="NotSupportedException">The hub asks for something that isn't there, so that it is said at start and not to a client.</exception>
    public static HubMethods Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] THub>(Func<ParameterInfo, bool> isService)
        where THub : Hub
    {
        TypedHubs.RefuseWhereNative(typeof(THub));
        RefuseAuthorization(typeof(THub), typeof(THub).Name);
        var found = new HubMethods();
        foreach (var method in typeof(THub).GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(IsForClients))
        {
            RefuseAuthorization(method, $"{typeof(THub).Name}.{method.Name}");
            var name = method.GetCustomAttribute<HubMethodNameAttribute>()?.Name ?? method.Name;
            if (!found._methods.TryAdd(name, new HubMethod(method, isService)))
            {
                throw new NotSupportedException($"Duplicate definitions of '{name}'. Overloading is not supported.");
            }
        }

        return found;
    }

    public bool TryFind(string name, [NotNullWhen(true)] out HubMethod? method) => _methods.TryGetValue(name, out method);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
        _methods.TryGetValue(methodName, out var method) ? method.ParameterTypes : throw new HubException("Method does not exist.");

    /// <summary>Checks that all that travels can be read and written: else it would be found out by the first client that calls.</summary>
    /// <exception cref="NotSupportedException">A type is missing among the declared ones.</exception>
    public void Check(Func<Type, bool> isKnown)
    {
        foreach (var (name, method) in _methods)
        {
            if (!method.Streams && method.ParameterTypes.Append(method.ResultType).FirstOrDefault(type => type is not null && !isKnown(type)) is { } unknown)
            {
                throw new NotSupportedException(
                    $"'{name}' takes or returns {unknown}, for which there is no JSON: declare it with [JsonSerializable(typeof(...))] in the context that "
                    + $"{nameof(LambdaHubOptions)}.{nameof(LambdaHubOptions.Json)} names.");
            }
        }
    }

    // Results and items from a client are refused, whatever they are; they have to be read for that.
    public Type GetReturnType(string invocationId) => typeof(object);

    public Type GetStreamItemType(string streamId) => typeof(object);

    private static bool IsForClients(MethodInfo method)
    {
        var declaring = method.GetBaseDefinition().DeclaringType!;
        return declaring != typeof(object)
            && declaring != typeof(Hub)
            && !(declaring.IsGenericType && declaring.GetGenericTypeDefinition() == typeof(Hub<>))
            && !method.IsSpecialName
            && !IsDispose(method);
    }

    private static bool IsDispose(MethodInfo method) =>
        method.Name is nameof(IDisposable.Dispose) && method.GetParameters().Length == 0 && method.ReturnType == typeof(void);

    // Passed over in silence it would leave open what its author takes for closed.
    private static void RefuseAuthorization(MemberInfo member, string name)
    {
        if (member.GetCustomAttributes(inherit: true).Any(attribute => attribute is IAuthorizeData))
        {
            throw new NotSupportedException(
                $"{name} has an [Authorize] attribute, which is not evaluated here: let the API's authorizer on $connect decide who may connect, and look at "
                + "Context.User in the method.");
        }
    }
}
