using System.Reflection;

namespace Chat.LambdaHost;

#pragma warning disable CA1852 // DispatchProxy derives from it.
/// <summary>
/// Implements an interface of the function's <c>Amazon.Lambda.Core</c>, whatever version that is: each call is answered by the name of the member, and
/// a member that a later version has brought gives its default.
/// </summary>
internal class ByName : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = (_, _) => null;

    public static object Create(Type contract, Func<MethodInfo, object?[], object?> answer)
    {
        var proxy = Create(contract, typeof(ByName));
        ((ByName)proxy)._answer = answer;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var type = targetMethod!.ReturnType;
        return _answer(targetMethod, args ?? []) ?? (type.IsValueType && type != typeof(void) ? Activator.CreateInstance(type) : null);
    }
}
#pragma warning restore CA1852
