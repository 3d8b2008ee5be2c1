using System.Linq.Expressions;
using System.Reflection;

namespace Chat.LambdaHost;

/// <summary>The serializer that <c>[LambdaSerializer]</c> of the method, else of the assembly, names.</summary>
internal sealed class UserSerializer
{
    private readonly Type _contract;

    private UserSerializer(object instance, Type contract)
    {
        Instance = instance;
        _contract = contract;
    }

    public object Instance { get; }

    /// <summary>Null when neither has the attribute: then the handler can take and give streams only.</summary>
    public static UserSerializer? Find(MethodInfo method, Assembly assembly)
    {
        var attribute = Attribute(method.GetCustomAttributes()) ?? Attribute(assembly.GetCustomAttributes());
        if (attribute is null)
        {
            return null;
        }

        var type = attribute.GetType().GetProperty("SerializerType")?.GetValue(attribute) as Type
            ?? throw new LambdaValidationException("The attribute LambdaSerializer names no type.");
        var serializer = UserCode.Create(type, $"The serializer {type.FullName} has no public constructor without parameters.");
        return new UserSerializer(
            serializer,
            CoreTypes.SerializerOf(serializer) ?? throw new LambdaValidationException($"The serializer {type.FullName} does not implement ILambdaSerializer."));
    }

    /// <summary><c>serializer.Deserialize&lt;type&gt;(stream)</c></summary>
    public Expression Deserialize(Type type, Expression stream) => Expression.Call(Expression.Constant(Instance, _contract), "Deserialize", [type], stream);

    /// <summary><c>serializer.Serialize&lt;type&gt;(value, stream)</c></summary>
    public Expression Serialize(Type type, Expression value, Expression stream) =>
        Expression.Call(Expression.Constant(Instance, _contract), "Serialize", [type], value, stream);

    private static Attribute? Attribute(IEnumerable<Attribute> attributes) => attributes.FirstOrDefault(attribute => CoreTypes.IsSerializerAttribute(attribute.GetType()));
}
