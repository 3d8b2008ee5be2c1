using System.Reflection;
using System.Threading.Channels;

namespace Chat.SignalR.Dispatch;

/// <summary>A method of a hub that clients may call.</summary>
internal sealed class HubMethod
{
    private static readonly MethodInfo TaskResult = typeof(Task<>).GetProperty(nameof(Task<>.Result))!.GetMethod!;
    private static readonly MethodInfo ValueTaskAsTask = typeof(ValueTask<>).GetMethod(nameof(ValueTask<>.AsTask))!;

    private readonly MethodInfo _method;
    private readonly ParameterInfo[] _parameters;
    private readonly bool[] _isService;

    public HubMethod(MethodInfo method, Func<ParameterInfo, bool> isService)
    {
        _method = method;
        _parameters = method.GetParameters();
        _isService = [.. _parameters.Select(isService)];
        ParameterTypes = [.. _parameters.Where((parameter, at) => !_isService[at] && !IsStream(parameter.ParameterType)).Select(parameter => parameter.ParameterType)];
        ReturnsStream = IsStream(Unwrapped(method.ReturnType));
        Streams = ReturnsStream || _parameters.Any(parameter => IsStream(parameter.ParameterType));
    }

    public string Name => _method.Name;

    /// <summary>What a client sends, in order.</summary>
    public IReadOnlyList<Type> ParameterTypes { get; }

    /// <summary>What it answers with; null when that is nothing.</summary>
    public Type? ResultType => Unwrapped(_method.ReturnType) is var result && result != typeof(void) && result != typeof(Task) && result != typeof(ValueTask)
        ? result
        : null;

    /// <summary>True when it is there to be streamed: a call of it that wants one result is a mistake.</summary>
    public bool ReturnsStream { get; }

    /// <summary>True when it takes or returns a stream, which nothing here can carry.</summary>
    public bool Streams { get; }

    /// <summary>Runs it. Exceptions are the method's own.</summary>
    public async Task<object?> InvokeAsync(object hub, object?[] arguments, IServiceProvider services)
    {
        var all = new object?[_parameters.Length];
        var next = 0;
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = _isService[i] ? HubServices.Require(services, _parameters[i]) : arguments[next++];
        }

        var returned = _method.Invoke(hub, BindingFlags.DoNotWrapExceptions, binder: null, all, culture: null);
        switch (returned)
        {
            case Task task:
                await task;
                return Result(task, _method.ReturnType);
            case ValueTask task:
                await task;
                return null;
            case not null when IsGeneric(_method.ReturnType, typeof(ValueTask<>)):
                var asTask = Of(_method.ReturnType, ValueTaskAsTask);
                var inner = (Task)asTask.Invoke(returned, null)!;
                await inner;
                return Result(inner, asTask.ReturnType);
            default:
                return returned;
        }
    }

    // The method says what it returns, and by that the result is known: the task itself may be of another type, an async method's box.
    private static object? Result(Task task, Type returnType) => IsGeneric(returnType, typeof(Task<>)) ? Of(returnType, TaskResult).Invoke(task, null) : null;

    private static MethodInfo Of(Type type, MethodInfo definition) => (MethodInfo)type.GetMemberWithSameMetadataDefinitionAs(definition);

    private static Type Unwrapped(Type type) =>
        IsGeneric(type, typeof(Task<>)) || IsGeneric(type, typeof(ValueTask<>)) ? type.GenericTypeArguments[0] : type;

    private static bool IsStream(Type type)
    {
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (IsGeneric(ancestor, typeof(ChannelReader<>)) || IsGeneric(ancestor, typeof(IAsyncEnumerable<>)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsGeneric(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}
