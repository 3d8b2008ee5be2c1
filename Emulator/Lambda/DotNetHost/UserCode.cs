using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Chat.LambdaHost;

/// <summary>Finds the handler's method in the function's assembly, by the rules of the managed runtimes, and makes the object that it is called on.</summary>
internal static class UserCode
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static Assembly LoadAssembly(HandlerName name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name.Assembly));
        }
        catch (FileNotFoundException e)
        {
            throw new LambdaValidationException(
                $"Could not find the handler's assembly {name.Assembly}, or one that it needs: {e.FileName}. It has to lie beside {name.Assembly}.deps.json.", e);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            throw new LambdaValidationException($"Unable to load the assembly {name.Assembly}: {e.Message}", e);
        }
    }

    public static Type FindType(Assembly assembly, HandlerName name) => assembly.GetType(name.Type)
        ?? throw new LambdaValidationException($"Unable to load the type {name.Type} from the assembly {name.Assembly}.");

    /// <summary>By its name, or by its whole signature where there are several of the name.</summary>
    public static MethodInfo FindMethod(Type type, HandlerName name)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            MethodInfo[] named = [.. at.GetMethods(Any).Where(method => method.Name == name.Method || method.ToString() == name.Method)];
            if (named.Length == 1)
            {
                return Validated(named[0], type);
            }

            if (named.Length > 1)
            {
                throw new LambdaValidationException(
                    $"The method {name.Method} of {at.FullName} has several overloads. Give the whole signature of one of them as the handler's method:\n"
                    + string.Join('\n', named.Select(method => method.ToString())));
            }
        }

        throw new LambdaValidationException($"Unable to find the method {name.Method} in the type {name.Type} of the assembly {name.Assembly}.");
    }

    /// <summary>One for the life of the process, as on Lambda. Null for a static method.</summary>
    public static object? CreateTarget(Type type, MethodInfo method) => method.IsStatic
        ? null
        : Create(type, $"The type {type.FullName} has no public constructor without parameters, which Lambda would call.");

    /// <summary>What the constructor throws is thrown as it is: it is what the function's author has to see.</summary>
    public static object Create(Type type, string otherwise)
    {
        try
        {
            return Activator.CreateInstance(type)!;
        }
        catch (MissingMethodException e)
        {
            throw new LambdaValidationException(otherwise, e);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    private static MethodInfo Validated(MethodInfo method, Type type)
    {
        var problem =
            type.IsGenericType ? "is of a generic type"
            : !method.IsStatic && type.IsAbstract ? "is an instance method of an abstract type"
            : method.IsAbstract ? "is abstract"
            : method.IsGenericMethod ? "is generic"
            : method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)) ? "is 'async void'. Return a Task"
            : method.GetParameters() is [.., var last] && last.IsDefined(typeof(ParamArrayAttribute)) ? "has a 'params' parameter"
            : method.GetParameters().Length > 2 ? "has more than 2 parameters"
            : method.GetParameters() is [_, var second] && !CoreTypes.IsContext(second.ParameterType) ? "has a second parameter that is no ILambdaContext"
            : null;
        return problem is null
            ? method
            : throw new LambdaValidationException($"The method {method} of {type.FullName} can't be a handler: it {problem}.");
    }
}
