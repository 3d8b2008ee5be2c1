using System.Linq.Expressions;

namespace Chat.LambdaHost;

/// <summary>Calls the handler: event and context in, its result out. Compiled once, so that an invocation reflects on nothing.</summary>
internal sealed class HandlerCall
{
    private readonly Func<Stream, object?, Stream, Task> _call;

    private HandlerCall(Func<Stream, object?, Stream, Task> call, Type? contextType, object? serializer)
    {
        _call = call;
        ContextType = contextType;
        Serializer = serializer;
    }

    /// <summary>The function's <c>ILambdaContext</c>. Null when the handler doesn't take it.</summary>
    public Type? ContextType { get; }

    /// <summary>The function's own serializer, or null.</summary>
    public object? Serializer { get; }

    public static HandlerCall Load(HandlerName name)
    {
        var assembly = UserCode.LoadAssembly(name);
        var type = UserCode.FindType(assembly, name);
        var method = UserCode.FindMethod(type, name);
        var target = UserCode.CreateTarget(type, method);
        var serializer = UserSerializer.Find(method, assembly);

        var input = Expression.Parameter(typeof(Stream), "input");
        var context = Expression.Parameter(typeof(object), "context");
        var output = Expression.Parameter(typeof(Stream), "output");
        var arguments = method.GetParameters().Select(parameter => Argument(parameter.ParameterType, serializer, name, input, context));
        var call = Expression.Call(target is null ? null : Expression.Constant(target, method.DeclaringType!), method, arguments);
        var body = Result(call, serializer, name, output);
        return new HandlerCall(
            Expression.Lambda<Func<Stream, object?, Stream, Task>>(body, input, context, output).Compile(),
            method.GetParameters().Select(parameter => parameter.ParameterType).FirstOrDefault(CoreTypes.IsContext),
            serializer?.Instance);
    }

    public Task InvokeAsync(Stream input, object? context, Stream output) => _call(input, context, output);

    private static Expression Argument(Type type, UserSerializer? serializer, HandlerName name, Expression input, Expression context) =>
        type == typeof(Stream) ? input
        : CoreTypes.IsContext(type) ? Expression.Convert(context, type)
        : Required(serializer, name, type).Deserialize(type, input);

    // A Task's result is awaited before it is written; void and Task write nothing.
    private static Expression Result(Expression call, UserSerializer? serializer, HandlerName name, Expression output)
    {
        if (ResultOfTask(call.Type) is { } type)
        {
            var value = Expression.Parameter(type, "value");
            var write = Expression.Lambda(Write(value, serializer, name, output), value);
            return Expression.Call(typeof(HandlerCall), nameof(ThenAsync), [type], Expression.Convert(call, typeof(Task<>).MakeGenericType(type)), write);
        }

        return call.Type.IsAssignableTo(typeof(Task)) ? Expression.Convert(call, typeof(Task))
            : call.Type == typeof(void) ? Expression.Block(call, Expression.Constant(Task.CompletedTask))
            : Write(call, serializer, name, output);
    }

    private static Expression Write(Expression value, UserSerializer? serializer, HandlerName name, Expression output) =>
        value.Type.IsAssignableTo(typeof(Stream))
            ? Expression.Call(typeof(HandlerCall), nameof(CopyAsync), null, value, output)
            : Expression.Block(Required(serializer, name, value.Type).Serialize(value.Type, value, output), Expression.Constant(Task.CompletedTask));

    private static UserSerializer Required(UserSerializer? serializer, HandlerName name, Type type) => serializer ?? throw new LambdaValidationException(
        $"Neither the assembly {name.Assembly} nor the method {name.Method} has the attribute LambdaSerializer, and {type.FullName} is no System.IO.Stream: "
        + "it can't be read from JSON or written as JSON.");

    private static Type? ResultOfTask(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.IsConstructedGenericType && at.GetGenericTypeDefinition() == typeof(Task<>))
            {
                return at.GetGenericArguments()[0];
            }
        }

        return null;
    }

    private static async Task ThenAsync<T>(Task<T> task, Func<T, Task> write) => await write(await task.ConfigureAwait(false)).ConfigureAwait(false);

    private static async Task CopyAsync(Stream? source, Stream output)
    {
        if (source is null)
        {
            return;
        }

        await using (source.ConfigureAwait(false))
        {
            await source.CopyToAsync(output).ConfigureAwait(false);
        }
    }
}
