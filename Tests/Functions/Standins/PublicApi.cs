using System.Reflection;

namespace Chat.Functions.Tests.Standins;

/// <summary>Public types and members as text, the way eng/standins/api.json spells them.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Base class and interfaces, the inherited ones too.</summary>
    public static IEnumerable<string> Ancestors(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null && ancestor != typeof(object); ancestor = ancestor.BaseType)
        {
            yield return Name(ancestor);
        }

        foreach (var contract in type.GetInterfaces())
        {
            yield return Name(contract);
        }
    }

    public static IEnumerable<string> DeclaredMembers(Type type) => Members(type, Declared);

    /// <summary>With those of base classes and interfaces: where a member is declared makes no difference to its callers.</summary>
    public static IEnumerable<string> AllMembers(Type type) =>
        Members(type, Declared & ~BindingFlags.DeclaredOnly).Concat(type.GetInterfaces().SelectMany(DeclaredMembers));

    public static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : $"{type.Namespace}.{type.Name}";

        // A type nested in a generic one is generic, and its own name doesn't say so.
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        return type.IsGenericType
            ? $"{(tick < 0 ? name : name[..tick])}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }

    private static IEnumerable<string> Members(Type type, BindingFlags flags)
    {
        if (type.IsAssignableTo(typeof(Delegate)))
        {
            // What the compiler adds to a delegate says nothing.
            return [Describe(type.GetMethod("Invoke")!)];
        }

        return type.GetConstructors().Select(constructor => $"new({Parameters(constructor)})")
            .Concat(type.GetProperties(flags).Select(Describe))
            .Concat(type.GetFields(flags).Where(field => !field.IsSpecialName).Select(field => $"{Name(field.FieldType)} {field.Name}"))
            .Concat(type.GetEvents(flags).Select(@event => $"event {Name(@event.EventHandlerType!)} {@event.Name}"))
            .Concat(type.GetMethods(flags).Where(method => !method.IsSpecialName).Select(Describe));
    }

    private static string Describe(PropertyInfo property)
    {
        var accessors = (property.GetMethod?.IsPublic == true ? "get; " : "") + (property.SetMethod?.IsPublic == true ? "set; " : "");
        return $"{Name(property.PropertyType)} {property.Name} {{ {accessors}}}";
    }

    private static string Describe(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = default" : "")}"));
}
